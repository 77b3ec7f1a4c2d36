
const tiles = [...document.querySelectorAll(".tile")];
document.getElementById("search").addEventListener("input", (e) => {
  const words = e.target.value.toLowerCase().split(/\s+/);
  let found = 0;
  for (const tile of tiles) {
    tile.hidden = !words.every((w) => tile.dataset.text.includes(w));
    if (!tile.hidden) found++;
  }
  document.getElementById("nothing").hidden = found > 0;
});
