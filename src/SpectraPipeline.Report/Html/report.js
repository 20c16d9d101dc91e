(function () {
  "use strict";
  var root = document.documentElement;

  document.getElementById("theme").addEventListener("click", function () {
    var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  });

  // Figures become interactive as they come near the window; until then, and in print, the still ones stand.
  function draw(box) {
    var data = JSON.parse(document.getElementById(box.dataset.figure).textContent);
    var still = box.parentElement.querySelector(".still");
    box.hidden = false;
    Plotly.newPlot(box, data.data, data.layout, { displaylogo: false, responsive: false, doubleClick: "reset", toImageButtonOptions: { format: "svg" } })
      .then(function () { still.hidden = true; }, function (error) { box.hidden = true; console.error(error); });
  }
  if (window.Plotly) {
    var watcher = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        watcher.unobserve(entry.target);
        draw(entry.target.querySelector(".live"));
      });
    }, { rootMargin: "600px" });
    document.querySelectorAll("figure").forEach(function (figure) {
      if (figure.querySelector(".live")) watcher.observe(figure);
    });
  }

  function key(row, column) {
    var cell = row.cells[column];
    if (!cell) return "";
    return cell.dataset.sort !== undefined ? Number(cell.dataset.sort) : cell.textContent;
  }
  document.querySelectorAll("table.sortable th button").forEach(function (button) {
    button.addEventListener("click", function () {
      var head = button.parentElement, column = head.cellIndex, table = head.closest("table"), body = table.tBodies[0];
      var down = head.getAttribute("aria-sort") === "ascending";
      table.querySelectorAll("th").forEach(function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      var rows = Array.prototype.map.call(body.rows, function (row, index) { return { row: row, index: index, key: key(row, column) }; });
      rows.sort(function (a, b) {
        var numbers = typeof a.key === "number" && typeof b.key === "number";
        // What has no number goes last, whichever way.
        if (typeof a.key !== typeof b.key) return typeof a.key === "number" ? -1 : 1;
        var order = numbers ? a.key - b.key : a.key.localeCompare(b.key, "en", { numeric: true });
        return (down ? -order : order) || a.index - b.index;
      });
      rows.forEach(function (item) { body.appendChild(item.row); });
    });
  });

  // A table wider than the page says so.
  if (window.ResizeObserver) {
    var width = new ResizeObserver(function (entries) {
      // In the next frame: the hint changes the page's height, which must not be told to the observer within one turn.
      requestAnimationFrame(function () {
        entries.forEach(function (entry) { entry.target.classList.toggle("wide", entry.target.scrollWidth > entry.target.clientWidth + 1); });
      });
    });
    document.querySelectorAll(".scroll").forEach(function (box) { width.observe(box); });
  }

  // A link to a row opens the folded table that holds it.
  function reveal() {
    // An id may hold a bare '%', which is no escape: then the hash stands for itself.
    var hash = location.hash.slice(1), id = hash;
    try { id = decodeURIComponent(hash); } catch (error) { id = hash; }
    var target = hash && (document.getElementById(id) || document.getElementById(hash));
    var folded = target && target.closest("details");
    if (folded && !folded.open) { folded.open = true; target.scrollIntoView({ block: "center" }); }
  }
  window.addEventListener("hashchange", reveal);
  reveal();

  document.querySelectorAll(".copy-button").forEach(function (button) {
    button.addEventListener("click", function () {
      var text = button.parentElement.querySelector("pre");
      var range = document.createRange();
      range.selectNodeContents(text);
      var selection = getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
      if (navigator.clipboard) navigator.clipboard.writeText(text.textContent).catch(function () {});
    });
  });

  var links = {};
  document.querySelectorAll("nav a").forEach(function (link) { links[link.getAttribute("href").slice(1)] = link; });
  var current = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) {
      if (!entry.isIntersecting) return;
      Object.keys(links).forEach(function (id) { links[id].classList.toggle("here", id === entry.target.id); });
    });
  }, { rootMargin: "-10% 0px -80% 0px" });
  document.querySelectorAll("main section").forEach(function (section) { current.observe(section); });
})();
