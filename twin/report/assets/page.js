
// Unpacks the drawing library that the page carries and draws the figures. Asks no network for anything.
(async () => {
  addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((fold) => { fold.open = true; }));
  const packed = document.getElementById("plotly");
  if (!packed) return;
  const bytes = Uint8Array.from(atob(packed.textContent), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const library = document.createElement("script");
  library.textContent = await new Response(stream).text();
  document.head.append(library);
  for (const data of document.querySelectorAll("script.figure-data")) {
    const figure = JSON.parse(data.textContent);
    const place = data.parentElement.querySelector(".plot");
    place.replaceChildren();
    await Plotly.newPlot(place, figure.data, figure.layout, {
      responsive: true, displaylogo: false, modeBarButtonsToRemove: ["select2d", "lasso2d"],
    });
  }
  document.documentElement.dataset.drawn = "yes";
})().catch((error) => { document.documentElement.dataset.drawn = "no"; console.error(error); });
