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
    copy.cliponaxis = true;
    return copy;
  }

  function axis(source) {
    return {
      type: source.type, range: source.range, tickmode: 'array', tickvals: source.values, ticktext: source.texts,
      title: { text: source.label, standoff: 10 }, automargin: true, zeroline: false, fixedrange: source.named,
      gridcolor: variable('--grid'), linecolor: variable('--muted'), tickfont: { color: variable('--muted') },
      showline: true, exponentformat: 'power',
    };
  }

  function layout(panel) {
    const ink = variable('--ink');
    return {
      height: panel.height, autosize: true, showlegend: false, hovermode: 'closest', dragmode: 'zoom',
      margin: { l: 20, r: 14, t: panel.title ? 34 : 14, b: 20, pad: 0 },
      title: panel.title ? { text: '<b>' + panel.title + '</b>', x: 0, xref: 'paper', xanchor: 'left', y: 1, yref: 'container', yanchor: 'top', pad: { t: 10 }, font: { size: 14 } } : undefined,
      paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)',
      font: { family: getComputedStyle(document.body).fontFamily, size: 12.5, color: ink },
      hoverlabel: { bgcolor: variable('--paper'), bordercolor: variable('--muted'), font: { color: ink }, align: 'left' },
      modebar: { bgcolor: 'rgba(0,0,0,0)', color: variable('--muted'), activecolor: ink },
      xaxis: axis(panel.x), yaxis: axis(panel.y),
    };
  }

  const config = {
    responsive: true, displaylogo: false, showSendToCloud: false, showLink: false, plotlyServerURL: '',
    modeBarButtonsToRemove: ['sendDataToCloud', 'lasso2d', 'select2d', 'toggleSpikelines', 'hoverCompareCartesian', 'hoverClosestCartesian', 'autoScale2d'],
  };

  function draw(plot) {
    const traces = plot.panel.traces.map((source) => trace(source, plot.figure));
    return Plotly.react(plot.target, traces, layout(plot.panel), config);
  }

  // Ticks are laid out for the whole range; inside a zoomed range plotly finds its own.
  function followZoom(plot) {
    plot.target.on('plotly_relayout', (change) => {
      for (const name of ['xaxis', 'yaxis']) {
        const source = plot.panel[name[0]];
        if (source.named) continue;
        if (change[name + '.autorange']) {
          Plotly.relayout(plot.target, { [name + '.range']: source.range.slice(), [name + '.tickmode']: 'array' });
        } else if (name + '.range[0]' in change) {
          Plotly.relayout(plot.target, { [name + '.tickmode']: 'auto' });
        }
      }
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
        plots.filter((plot) => plot.figure === figure.id).forEach(draw);
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
