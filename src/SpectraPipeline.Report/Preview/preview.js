// Figures on one kind of x-axis zoom together, so that a band can be followed through the steps.
(function () {
  "use strict";
  if (!window.Plotly) return;
  var shown = {}, drawn = [], busy = false;
  function title(box) {
    var x = box.layout.xaxis, label = x && x.title;
    // The upper of two panels bears no label; the axis that it follows does.
    Object.keys(box.layout).forEach(function (name) {
      if (/^xaxis/.test(name) && box.layout[name].title && box.layout[name].title.text) label = box.layout[name].title;
    });
    return label && label.text || "";
  }
  function apply(box, range) {
    var change = {};
    Object.keys(box.layout).forEach(function (name) {
      if (/^xaxis/.test(name) && !box.layout[name].matches) change[name + ".range"] = range ? range.slice() : box.home[name].slice();
    });
    return Plotly.relayout(box, change);
  }
  function follow(box) {
    box.home = {};
    Object.keys(box._fullLayout).forEach(function (name) { if (/^xaxis\d*$/.test(name)) box.home[name] = box._fullLayout[name].range.slice(); });
    box.kind = title(box);
    drawn.push(box);
    box.on("plotly_relayout", function (change) {
      if (busy || !Object.keys(change).some(function (name) { return /^xaxis/.test(name); })) return;
      var range = box._fullLayout.xaxis.range, home = box.home.xaxis;
      shown[box.kind] = range[0] === home[0] && range[1] === home[1] ? null : range.slice();
      busy = true;
      Promise.all(drawn.filter(function (other) { return other !== box && other.kind === box.kind; }).map(function (other) {
        return apply(other, shown[box.kind]);
      })).then(function () { busy = false; }, function () { busy = false; });
    });
    if (shown[box.kind]) { busy = true; apply(box, shown[box.kind]).then(function () { busy = false; }, function () { busy = false; }); }
    return box;
  }
  var draw = Plotly.newPlot;
  Plotly.newPlot = function () { return draw.apply(this, arguments).then(follow); };
})();
