// The graph by keyboard: arrows go to the nearest object that way, Home to the middle; Enter follows the link, as everywhere.
for (const graph of document.querySelectorAll("[data-k-graph]")) {
  const nodes = [...graph.querySelectorAll("a")].map((link) => ({ link, x: Number(link.dataset.x), y: Number(link.dataset.y) }));
  const middle = nodes.find((node) => node.link.querySelector(".here"));
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  function go(node) {
    node.link.focus();
    node.link.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  graph.addEventListener("keydown", (event) => {
    if (event.key === "Home" && middle) { event.preventDefault(); go(middle); return; }
    const way = ways[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const here = nodes.find((node) => node.link === document.activeElement) ?? null;
    if (!here) { go(middle ?? nodes[0]); return; }
    let best = null, least = Infinity;
    for (const node of nodes) {
      const along = (node.x - here.x) * way[0] + (node.y - here.y) * way[1];
      if (node === here || along <= 0) continue;
      const aside = Math.abs((node.x - here.x) * way[1]) + Math.abs((node.y - here.y) * way[0]);
      const far = along + 3 * aside;
      if (far < least) { least = far; best = node; }
    }
    if (best) go(best);
  });

  // A wide drawing begins with its middle in sight.
  if (middle) graph.scrollTo(Math.max(0, middle.x - graph.clientWidth / 2 + 98), Math.max(0, middle.y - graph.clientHeight / 2));
}
