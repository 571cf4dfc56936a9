// Draws the days of progress; the page says the same numbers without this file.
"use strict";

const place = document.getElementById("chart");
const COLOURS = ["#17595e", "#b9812f", "#5b6bb0", "#7a3b69"];

function option(told) {
  const words = (day) => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;
  const narrow = place.clientWidth < 560;
  return {
    animation: false,
    color: COLOURS,
    textStyle: { fontFamily: "inherit" },
    legend: { top: 0, itemGap: 16 },
    grid: { left: 36, right: 36, top: narrow ? 84 : 40, bottom: 28 },
    tooltip: { trigger: "axis", renderMode: "richText" },
    xAxis: { type: "category", data: told.days, axisLabel: { formatter: words } },
    yAxis: [{ type: "value", minInterval: 1, name: narrow ? "" : "当天" }, { type: "value", minInterval: 1, name: narrow ? "" : "累计", splitLine: { show: false } }],
    series: told.series.flatMap((one, n) => [
      { name: `${one.title} 当天`, type: "bar", data: one.each, itemStyle: { color: COLOURS[n % 4], opacity: 0.45 }, barMaxWidth: 18 },
      {
        name: `${one.title} 累计`, type: "line", yAxisIndex: 1, data: one.sums, showSymbol: false, lineStyle: { width: 2.5, color: COLOURS[n % 4] }, itemStyle: { color: COLOURS[n % 4] },
        markLine: told.days.includes(one.end)
          ? { symbol: "none", silent: true, lineStyle: { color: "#a8321a", type: "dashed" }, label: { show: !narrow || n === 0, formatter: `截止 ${words(one.end)}`, color: "#a8321a", position: "insideEndTop" }, data: [{ xAxis: one.end }] }
          : undefined,
      },
    ]),
  };
}

if (place && window.echarts) {
  const chart = window.echarts.init(place);
  const told = JSON.parse(place.dataset.chart);
  const draw = () => chart.setOption(option(told));
  draw();
  addEventListener("resize", () => {
    chart.resize();
    draw(); // a phone that was turned has room for other words
  });
  addEventListener("beforeprint", () => chart.resize());
}
