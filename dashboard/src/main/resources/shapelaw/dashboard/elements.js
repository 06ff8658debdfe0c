// Elements are made by these alone. Texts enter as text: there is no markup anywhere in this script.
const byId = (id) => document.getElementById(id);

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined) node.append(child);
  return node;
}

const el = (tag, attributes, ...children) => fill(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

// What stays the same is not touched, so that a reader's selection stays, too.
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const count = (n) => n.toLocaleString('en');
const plural = (n, one, many) => count(n) + ' ' + (n === 1 ? one : many);
const percent = (share) => (share >= 1 ? '100' : Math.min(99.9, 100 * share).toFixed(1)) + ' %';
const errorRate = (value) => (value === null ? '' : value.toFixed(4));
// Always three digits, so that a column of them lines up.
const trainingLoss = (value) => (value === null ? '' : value.toPrecision(3));
const superscript = (n) => String(n).replace(/./g, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);

function short(value) {
  if (value === null || value === undefined) return '';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-3 || size >= 1e15) {
    const exponent = Math.floor(Math.log10(size) + 1e-9);
    const mantissa = Number((value / 10 ** exponent).toPrecision(3));
    return (mantissa === 1 ? '' : mantissa + '×') + '10' + superscript(exponent);
  }
  const step = Math.min(4, Math.max(0, Math.floor((Math.log10(size) + 1e-9) / 3)));
  return Number((value / 1000 ** step).toPrecision(3)) + ['', ' k', ' M', ' G', ' T'][step];
}

// The largest two units, as people say it.
function duration(seconds) {
  if (seconds < 1) return 'less than 1 s';
  const units = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];
  const first = units.findIndex((unit) => seconds >= unit[1]);
  const [name, size] = units[first];
  const whole = Math.floor(seconds / size);
  const next = units[first + 1];
  const rest = next ? Math.floor((seconds - whole * size) / next[1]) : 0;
  return whole + ' ' + name + (rest > 0 && whole < 100 ? ' ' + rest + ' ' + next[0] : '');
}

// Times come from the server's clock; this tells how far the reader's is from it.
let clockOffset = 0;
const since = (instant) => Math.max(0, (Date.now() - clockOffset - Date.parse(instant)) / 1000);
const ago = (instant) => (since(instant) < 2 ? 'just now' : duration(since(instant)) + ' ago');
const clock = (instant) => new Date(Date.parse(instant) + clockOffset).toLocaleString([], { dateStyle: 'short', timeStyle: 'medium' });

const chip = (status) => el('span', { class: 'chip' }, el('span', { class: 'dot ' + status }), status);

async function ask(path, parameters) {
  const query = new URLSearchParams(parameters).toString();
  const response = await fetch(path + (query ? '?' + query : ''), { cache: 'no-store' });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(path + ' answered ' + response.status);
  return response.json();
}

// Runs a task now or soon: never two at once, at most one in an interval, and always once more after the last call.
function throttled(task, interval) {
  let running = false;
  let again = false;
  const run = async () => {
    if (running) {
      again = true;
      return;
    }
    running = true;
    again = false;
    try {
      await task();
    } catch (error) {
      if (!(error instanceof TypeError)) console.error(error); // the connection's own state tells that it is gone
    }
    setTimeout(() => {
      running = false;
      if (again) run();
    }, interval);
  };
  return run;
}
