// The API's page: swagger-ui on our own document, without a foreign host.
const place = document.getElementById("docs");
window.SwaggerUIBundle({ url: place.dataset.address, domNode: place, deepLinking: true, validatorUrl: null });
