// The report as it grows.
let reportState = null;
let reportShown = 0;

function showReport() {
  if (!reportState || byId('view-report').hidden) return;
  showReportState();
  const has = reportState.number > 0;
  byId('alone').hidden = !has;
  byId('follow').parentElement.hidden = !has;
  byId('report').hidden = !has;
  if (has && reportState.number !== reportShown && (reportShown === 0 || byId('follow').checked)) {
    reportShown = reportState.number;
    byId('report').src = '/report/report.html?n=' + reportShown;
  }
}

function showReportState() {
  if (!reportState) return;
  const words = [];
  if (reportState.number > 0) {
    words.push(reportState.number === reportShown || reportShown === 0 || byId('follow').checked ? 'Made ' + ago(reportState.made) + '.' : 'There is a newer one, made ' + ago(reportState.made) + '.');
  }
  if (reportState.problem) words.push(reportState.problem);
  else if (reportState.remark) words.push(reportState.remark);
  if (reportState.making) words.push(reportState.number > 0 ? 'A newer one is being made.' : 'It is being made.');
  setText(byId('report-state'), words.join(' ') || 'There is none yet.');
}
