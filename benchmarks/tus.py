"""The few lines of tus that the measured uploads speak."""

import base64
import http.client


def create(
    port: int, token: str, entry: str, *, length: int, field: str = "videos", name: str = "a.mp4"
) -> str:
    """The path of a new upload."""
    told = {"entry": entry, "field": field, "filename": name}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
    headers = {
        **head(token),
        "Upload-Length": str(length),
        "Upload-Metadata": metadata,
        "Content-Length": "0",
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/api/v1/uploads", headers=headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 201, answer.status
    return str(answer.headers["Location"])


def head(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"}


def patch_headers(token: str, offset: int) -> dict[str, str]:
    return {
        **head(token),
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
    }
