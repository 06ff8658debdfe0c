'use strict';
// Puts an interactive figure in the place of each drawn one. Without plotly, or if it fails, the drawn one stays.
(function () {
  if (typeof Plotly === 'undefined') return;

  const figures = JSON.parse(document.getElementById('figure-data').textContent);
  const hidden = new Map(figures.map((figure) => [figure.id, new Set()]));
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const plots = [];

  const variable = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // Colours arrive as names of style-sheet variables; plotly needs their values.
  const color = (name) => name.replace(/^var\((.*)\)$/, (whole, inner) => variable(inner));
  const colors = (names) => (Array.isArray(names) ? names.map(color) : color(names));
  const translucent = (name) => {
    const hex = color(name);
    const part = (from) => parseInt(hex.slice(from, from + 2), 16);
    return 'rgba(' + part(1) + ',' + part(3) + ',' + part(5) + ',0.18)';
  };

  function trace(source, figure) {
    const copy = JSON.parse(JSON.stringify(source));
    if (copy.marker) {
      copy.marker.color = colors(copy.marker.color);
      copy.marker.line.color = colors(copy.marker.line.color);
    }
    if (copy.line) copy.line.color = color(copy.line.color);
    if (copy.fillcolor) copy.fillcolor = translucent(copy.fillcolor);
    if (copy.error_x) copy.error_x.color = color(copy.error_x.color);
    if (copy.error_y) copy.error_y.color = color(copy.error_y.color);
    copy.visible = !hidden.get(figure).has(copy.name);
    copy.cliponaxis = !copy.mode.includes('text'); // a label may reach over the panel's edge
    return copy;
  }

  const superscript = (n) => String(n).replace(/./g, (c) => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(c)]);

  function label(value) {
    const size = Math.abs(value);
    if (size === 0 || (size >= 1e-3 && size < 1e6)) {
      return value.toLocaleString('en', { maximumSignificantDigits: 6 }).replace('-', '−');
    }
    const exponent = Math.floor(Math.log10(size) + 1e-9);
    const mantissa = Number((value / 10 ** exponent).toPrecision(4));
    return (mantissa === 1 ? '' : mantissa + '×') + '10' + superscript(exponent);
  }

  function linearTicks(low, high, most) {
    const rough = (high - low) / most;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((f) => f * power).find((s) => s >= rough);
    const ticks = [];
    for (let i = Math.ceil(low / step - 1e-9); i * step <= high + 1e-9 * step; i++) ticks.push(Number((i * step).toPrecision(12)));
    return ticks;
  }

  // The finest family of round numbers that finds room; wide ranges skip decades. As AxisLayout in the SVG.
  function logTicks(low, high, most) {
    const within = (family, every) => {
      const ticks = [];
      for (let decade = Math.floor(low); decade <= Math.ceil(high); decade++) {
        if (decade % every !== 0) continue;
        for (const factor of family) {
          const position = decade + Math.log10(factor);
          if (position >= low - 1e-9 && position <= high + 1e-9) ticks.push(Number((factor * 10 ** decade).toPrecision(12)));
        }
      }
      return ticks;
    };
    const families = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 6, 8], [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9]];
    const best = families.map((family) => within(family, 1)).filter((ticks) => ticks.length >= 2 && ticks.length <= most).pop();
    if (best) return best;
    for (let every = 1; every < 100; every++) {
      const ticks = within([1], every);
      if (ticks.length >= 2 && ticks.length <= most) return ticks;
    }
    return linearTicks(10 ** low, 10 ** high, most);
  }

  // Positions are log10 where the axis is logarithmic, so its ticks are placed and labelled here.
  function ticks(source, range, pixels, across) {
    if (source.names.length) return { tickvals: source.names.map((name, i) => i), ticktext: source.names };
    const [low, high] = range;
    const fine = !source.log || high - low < 0.12;
    const position = (value) => (source.log ? Math.log10(value) : value);
    const find = (most) => {
      const at = fine ? (source.log ? linearTicks(10 ** low, 10 ** high, most) : linearTicks(low, high, most)) : logTicks(low, high, most);
      return at.map((value) => ({ at: position(value), text: label(value) }));
    };
    let most = across ? 12 : Math.max(2, Math.floor(pixels / 34));
    let found = find(most);
    const crowded = () => {
      let end = -Infinity;
      return found.some((tick) => {
        const middle = (tick.at - low) / (high - low) * pixels;
        const half = tick.text.length * 3.6;
        const hit = middle - half < end;
        end = middle + half + 12;
        return hit;
      });
    };
    while (across && most > 2 && crowded()) found = find(--most);
    return { tickvals: found.map((tick) => tick.at), ticktext: found.map((tick) => tick.text) };
  }

  function axis(source, range, pixels, across) {
    return Object.assign({
      type: 'linear', range: range.slice(), tickmode: 'array',
      title: { text: source.label, standoff: 10 }, automargin: true, zeroline: false, fixedrange: source.names.length > 0,
      gridcolor: variable('--grid'), linecolor: variable('--muted'), tickfont: { color: variable('--muted') },
      showline: true,
    }, ticks(source, range, pixels, across));
  }

  function layout(panel, width) {
    const ink = variable('--ink');
    const names = Math.max(...panel.y.names.map((name) => name.length), 5);
    const across = Math.max(120, width - 50 - 7 * names);
    return {
      height: panel.height, autosize: true, showlegend: false, hovermode: 'closest', dragmode: 'zoom',
      margin: { l: 20, r: 14, t: panel.title ? 34 : 14, b: 20, pad: 0 },
      title: panel.title ? { text: '<b>' + panel.title + '</b>', x: 0, xref: across < 220 ? 'container' : 'paper', xanchor: 'left', y: 1, yref: 'container', yanchor: 'top', pad: { t: 10 }, font: { size: 14 } } : undefined,
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: getComputedStyle(document.body).fontFamily, size: 12.5, color: ink },
      hoverlabel: { bgcolor: variable('--paper'), bordercolor: variable('--muted'), font: { color: ink }, align: 'left' },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: variable('--muted'), activecolor: ink },
      xaxis: axis(panel.x, panel.x.range, across, true), yaxis: axis(panel.y, panel.y.range, panel.height - 90, false),
    };
  }

  const config = {
    responsive: true, displaylogo: false, showSendToCloud: false, showLink: false, plotlyServerURL: '',
    modeBarButtonsToRemove: ['sendDataToCloud', 'lasso2d', 'select2d', 'toggleSpikelines', 'hoverCompareCartesian', 'hoverClosestCartesian', 'autoScale2d', 'zoomIn2d', 'zoomOut2d'],
  };

  function draw(plot) {
    const traces = plot.panel.traces.map((source) => trace(source, plot.figure));
    return Plotly.react(plot.target, traces, layout(plot.panel, plot.target.clientWidth), config);
  }

  // Keeps the reader's zoom, unlike drawing again.
  function show(plot) {
    const names = hidden.get(plot.figure);
    Plotly.restyle(plot.target, 'visible', plot.panel.traces.map((source) => !names.has(source.name)));
  }

  // Zooming and resizing change how many ticks find room.
  function followZoom(plot) {
    let own = false;
    plot.target.on('plotly_relayout', () => {
      if (own) return;
      const full = plot.target._fullLayout;
      const update = {};
      for (const name of ['xaxis', 'yaxis']) {
        const found = ticks(plot.panel[name[0]], full[name].range, full[name]._length, name === 'xaxis');
        update[name + '.tickvals'] = found.tickvals;
        update[name + '.ticktext'] = found.ticktext;
      }
      own = true;
      Plotly.relayout(plot.target, update).then(() => { own = false; });
    });
  }

  function legend(figure) {
    const list = document.querySelector('[data-legend="' + figure.id + '"]');
    for (const item of list.children) {
      const name = item.dataset.name;
      const button = document.createElement('button');
      button.type = 'button';
      button.title = 'Show or hide';
      button.setAttribute('aria-pressed', 'true');
      button.append(...item.childNodes);
      item.append(button);
      item.classList.add('live');
      button.addEventListener('click', () => {
        const names = hidden.get(figure.id);
        if (!names.delete(name)) names.add(name);
        button.setAttribute('aria-pressed', String(!names.has(name)));
        plots.filter((plot) => plot.figure === figure.id).forEach(show);
      });
    }
  }

  for (const figure of figures) {
    figure.panels.forEach((panel, index) => {
      const place = document.querySelector('[data-figure="' + figure.id + '"][data-panel="' + index + '"]');
      const target = document.createElement('div');
      target.className = 'live-plot';
      target.setAttribute('role', 'img');
      target.setAttribute('aria-label', place.querySelector('svg').getAttribute('aria-label'));
      place.append(target);
      place.classList.add('alive');
      const plot = { figure: figure.id, panel: panel, target: target };
      try {
        draw(plot);
        followZoom(plot);
        plots.push(plot);
      } catch (error) {
        place.classList.remove('alive');
        console.error(error);
      }
    });
    legend(figure);
  }

  dark.addEventListener('change', () => plots.forEach(draw));
})();
