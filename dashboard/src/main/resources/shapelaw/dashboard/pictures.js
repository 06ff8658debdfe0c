// Learning curves, and what was measured.
const curveSeries = (curve) => ({
  name: curve.shape + ' · ' + curve.purpose, x: curve.steps, y: curve.losses,
  tell: (i) => curve.shape + ', step ' + count(curve.steps[i]) + ': ' + short(curve.losses[i]),
  open: () => select(curve.trunk),
});

let curvesNow = [];
const loadCurves = throttled(async () => {
  if (byId('view-curves').hidden) return;
  curvesNow = await ask('/api/curves', ticked.size > 0 ? { ids: [...ticked].join(',') } : {});
  showCurves();
}, 900);

function showCurves() {
  setText(byId('curves-hint'), ticked.size > 0 ? 'The trunks that are ticked in the table.' : 'The trunks that are running. Tick trunks in the table of runs to compare others.');
  drawChart(byId('curves'), curvesNow.map(curveSeries), {
    label: 'Training loss over steps of ' + plural(curvesNow.length, 'trunk', 'trunks'), xLabel: 'step', yLabel: 'training loss', yLog: true,
    empty: ticked.size > 0 ? 'Their trainer has told no loss yet.' : 'Nothing is running that has told a loss yet.',
  });
}

let measuredNow = null;
let measuredStale = true;
const loadMeasured = throttled(async () => {
  if (byId('view-measured').hidden || !measuredStale) return;
  measuredStale = false;
  measuredNow = await ask('/api/measured');
  showMeasured();
}, 900);

function showMeasured() {
  if (!measuredNow) return;
  const purposes = [...new Set(measuredNow.points.map((point) => point.purpose))];
  const series = overview.purposes.filter((purpose) => purposes.includes(purpose)).map((purpose) => {
    const points = measuredNow.points.filter((point) => point.purpose === purpose && point.errorRate > 0);
    return {
      name: purpose, color: overview.purposes.indexOf(purpose), x: points.map((p) => p.forwardGflops), y: points.map((p) => p.errorRate),
      tell: (i) => points[i].shape + ': ' + errorRate(points[i].errorRate) + ' at ' + short(points[i].forwardGflops * 1e9) + 'FLOPs',
      open: (i) => select(points[i].trunk),
    };
  });
  const drawn = measuredNow.points.length;
  setText(byId('measured-hint'), plural(measuredNow.total, 'measured run', 'measured runs') + (drawn < measuredNow.total ? ', thinned out to ' + count(drawn) + ' points' : '') + '. Further down is better.');
  drawChart(byId('measured'), series, { label: 'Error rate over training compute of ' + plural(measuredNow.total, 'run', 'runs'), xLabel: 'training compute, forward GFLOPs', yLabel: 'error rate', xLog: true, yLog: true, points: true, best: true, empty: 'Nothing is measured yet.' });
}
