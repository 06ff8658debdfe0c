// A picture of lines or points with round ticks, a legend, and the value under the pointer.
const COLORS = ['--kind-0', '--kind-1', '--kind-2', '--kind-3', '--kind-4', '--kind-5'];
const colorOf = (index) => 'var(' + COLORS[index % COLORS.length] + ')';
const dashOf = (index) => (index < COLORS.length ? null : '6 4');

function linearTicks(low, high, most) {
  const rough = (high - low) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough * 0.999);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

// The finest family of round numbers that finds room.
function logTicks(low, high, most) {
  const from = Math.log10(low);
  const to = Math.log10(high);
  const within = (family) => {
    const ticks = [];
    for (let decade = Math.floor(from); decade <= Math.ceil(to); decade++) {
      for (const factor of family) {
        const value = factor * 10 ** decade;
        if (value >= low * 0.9999 && value <= high * 1.0001) ticks.push(Number(value.toPrecision(12)));
      }
    }
    return ticks;
  };
  const families = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]];
  const best = families.map(within).filter((ticks) => ticks.length >= 2 && ticks.length <= Math.max(2, most)).pop();
  if (best) return best;
  if (to - from < 1) return linearTicks(low, high, most);
  const every = Math.ceil((to - from) / Math.max(1, most));
  return within([1]).filter((value) => Math.round(Math.log10(value)) % every === 0);
}

function scale(values, log, from, to) {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (log) {
    const room = Math.max(1.03, (high / low) ** 0.04);
    low /= room;
    high *= room;
  } else {
    const room = (high - low || Math.abs(high) || 1) * 0.04;
    low = low >= 0 ? Math.max(0, low - room) : low - room;
    high += room;
  }
  const position = log ? Math.log : (value) => value;
  const unit = (to - from) / (position(high) - position(low));
  return { low, high, at: (value) => from + (position(value) - position(low)) * unit };
}

// series: {name, x, y, tell(i), open(i)}; options: {label, xLabel, yLabel, xLog, yLog, points, best, empty}
function drawChart(host, series, options) {
  const shown = series.filter((s) => s.x.length > 0);
  host.replaceChildren();
  if (shown.length === 0) {
    host.append(el('p', { class: 'hint' }, options.empty));
    return;
  }
  const width = Math.max(280, host.clientWidth || 600);
  const height = options.height || Math.round(Math.min(400, Math.max(260, width * 0.5)));
  const margin = { left: 58, right: 14, top: 12, bottom: 44 };
  const xs = shown.flatMap((s) => s.x);
  const ys = shown.flatMap((s) => s.y);
  const x = scale(xs, options.xLog, margin.left, width - margin.right);
  const y = scale(ys, options.yLog, height - margin.bottom, margin.top);
  const picture = svg('svg', { viewBox: '0 0 ' + width + ' ' + height, height: height, role: 'img', 'aria-label': options.label });
  axes(picture, x, y, width, height, margin, options);
  if (options.best) picture.append(svg('path', { class: 'best', d: bestSoFar(shown, x, y, width - margin.right) }));
  shown.forEach((s, i) => {
    const index = s.color === undefined ? i : s.color;
    const d = options.points
      ? s.x.map((value, k) => 'M' + x.at(value).toFixed(1) + ' ' + y.at(s.y[k]).toFixed(1) + 'h0').join('')
      : s.x.map((value, k) => (k ? 'L' : 'M') + x.at(value).toFixed(1) + ' ' + y.at(s.y[k]).toFixed(1)).join('');
    picture.append(svg('path', { class: options.points || s.x.length === 1 ? 'points' : 'line', d: s.x.length === 1 ? d + 'h0' : d, stroke: colorOf(index), 'stroke-dasharray': options.points ? null : dashOf(index) }));
  });
  pointer(picture, shown, x, y, width, height);
  host.append(picture);
  if (options.legend !== false) host.append(legend(shown, options));
}

function axes(picture, x, y, width, height, margin, options) {
  const bottom = height - margin.bottom;
  const across = (options.xLog ? logTicks : linearTicks)(x.low, x.high, Math.floor((width - 70) / 80));
  const up = (options.yLog ? logTicks : linearTicks)(y.low, y.high, Math.floor((height - 60) / 40));
  for (const tick of across) {
    const at = x.at(tick);
    picture.append(svg('path', { class: 'gridline', d: 'M' + at + ' ' + margin.top + 'V' + bottom }), svg('text', { x: at, y: bottom + 17, 'text-anchor': 'middle' }, short(tick)));
  }
  for (const tick of up) {
    const at = y.at(tick);
    picture.append(svg('path', { class: 'gridline', d: 'M' + margin.left + ' ' + at + 'H' + (width - margin.right) }), svg('text', { x: margin.left - 7, y: at + 4, 'text-anchor': 'end' }, short(tick)));
  }
  picture.append(
    svg('path', { class: 'axis', fill: 'none', d: 'M' + margin.left + ' ' + margin.top + 'V' + bottom + 'H' + (width - margin.right) }),
    svg('text', { x: (margin.left + width - margin.right) / 2, y: height - 6, 'text-anchor': 'middle' }, options.xLabel),
    svg('text', { transform: 'translate(13 ' + (margin.top + bottom) / 2 + ') rotate(-90)', 'text-anchor': 'middle' }, options.yLabel));
}

function bestSoFar(series, x, y, right) {
  const points = series.flatMap((s) => s.x.map((value, k) => [value, s.y[k]])).sort((a, b) => a[0] - b[0]);
  let best = Infinity;
  let d = '';
  for (const [px, py] of points) {
    if (py < best) {
      d += d ? 'H' + x.at(px).toFixed(1) + 'V' + y.at(py).toFixed(1) : 'M' + x.at(px).toFixed(1) + ' ' + y.at(py).toFixed(1);
      best = py;
    }
  }
  return d + 'H' + right;
}

// Tells the nearest point; a click opens it.
function pointer(picture, series, x, y, width, height) {
  const mark = svg('circle', { class: 'mark', r: 6, visibility: 'hidden' });
  const box = svg('rect', { class: 'tip', rx: 6, height: 22, visibility: 'hidden' });
  const text = svg('text', { class: 'tiptext', visibility: 'hidden' });
  picture.append(mark, box, text);
  const nearest = (event) => {
    const frame = picture.getBoundingClientRect();
    const px = ((event.clientX - frame.left) * width) / frame.width;
    const py = ((event.clientY - frame.top) * height) / frame.height;
    let found = null;
    let least = 40 * 40;
    for (const s of series) {
      for (let i = 0; i < s.x.length; i++) {
        const distance = (x.at(s.x[i]) - px) ** 2 + (y.at(s.y[i]) - py) ** 2;
        if (distance < least) {
          least = distance;
          found = { s, i };
        }
      }
    }
    return found;
  };
  const hide = () => [mark, box, text].forEach((node) => node.setAttribute('visibility', 'hidden'));
  picture.addEventListener('pointerleave', hide);
  picture.addEventListener('pointermove', (event) => {
    const found = nearest(event);
    if (!found) return hide();
    const cx = x.at(found.s.x[found.i]);
    const cy = y.at(found.s.y[found.i]);
    [mark, box, text].forEach((node) => node.setAttribute('visibility', 'visible'));
    mark.setAttribute('cx', cx);
    mark.setAttribute('cy', cy);
    text.textContent = found.s.tell(found.i);
    const wide = text.getComputedTextLength() + 16;
    const left = Math.min(Math.max(2, cx - wide / 2), width - wide - 2);
    const top = cy > 44 ? cy - 34 : cy + 12;
    box.setAttribute('x', left);
    box.setAttribute('y', top);
    box.setAttribute('width', wide);
    text.setAttribute('x', left + 8);
    text.setAttribute('y', top + 15);
  });
  picture.addEventListener('click', (event) => {
    const found = nearest(event);
    if (found && found.s.open) found.s.open(found.i);
  });
}

function legend(series, options) {
  const items = series.map((s, i) => {
    const index = s.color === undefined ? i : s.color;
    const sample = options.points
      ? svg('path', { d: 'M9 5h0', stroke: colorOf(index), 'stroke-width': 8, 'stroke-linecap': 'round' })
      : svg('path', { d: 'M0 5h18', stroke: colorOf(index), 'stroke-width': 2.5, 'stroke-dasharray': dashOf(index) });
    const name = s.open && !options.points ? el('button', { type: 'button', class: 'name', onclick: () => s.open(0) }, s.name) : s.name;
    return el('li', {}, svg('svg', { viewBox: '0 0 18 10', 'aria-hidden': 'true' }, sample), name);
  });
  if (options.best) items.push(el('li', {}, svg('svg', { viewBox: '0 0 18 10', 'aria-hidden': 'true' }, svg('path', { class: 'best', d: 'M0 5h18' })), 'best so far'));
  return el('ul', { class: 'legend' }, items);
}
