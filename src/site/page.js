/* Charts that zoom, filters, rows that open. The pages say the same without this script. */
'use strict';

const root = getComputedStyle(document.documentElement);
const colour = name => root.getPropertyValue('--' + name).trim();
const dotted = parts => parts.filter(Boolean).join(' \u00b7 ');

/* The lines of an element's text, each a list of the cells that tabs separate. */
const lines = element => !element ? [] :
	element.textContent.split('\n').filter(Boolean).map(line => line.split('\t'));

/* The legend of dygraphs has inline styles. */
if (window.Dygraph)
	Dygraph.PLUGINS = Dygraph.PLUGINS.filter(plugin => plugin !== Dygraph.Plugins.Legend);

/* Colour and dashes: of the lines of a chart, in turn, and of the events in a history. */
const styles = [['base', null], ['head', [7, 2]], ['good', [2, 2]], ['tag', [9, 2, 2, 2]],
	['doubtful', [4, 4]], ['bad', [1, 3]], ['text', null]];
const styleOf = i => styles[i % styles.length];
const events = {
	shift: ['bad', []],
	tag: ['tag', [3, 3]],
	baseline: ['good', [1, 4]],
	accepted: ['doubtful', [6, 3]],
};

/* Several lines: a row for each x, with a place for each line. */
function rowsOfLines(points, names, factor) {
	const rows = new Map();

	for (const [line, x, y] of points) {
		if (!rows.has(+x))
			rows.set(+x, [+x].concat(names.map(() => null)));
		rows.get(+x)[+line + 1] = +y / factor;
	}
	return [...rows.values()].sort((a, b) => a[0] - b[0]);
}

/* A history: the value of each record, and its level inside an interval. */
function rowsOfHistory(records, factor) {
	const scaled = cells => cells.map(cell => +cell / factor);

	return records.map(([value, level, low, high], i) =>
		[i, scaled([value, value, value]), scaled([low, level, high])]);
}

/* Draws the events as vertical lines behind the chart. */
function drawEvents(canvas, area, graph, marks) {
	for (const [record, kind, name] of marks) {
		const x = graph.toDomXCoord(kind === 'shift' ? record - .5 : +record);
		const [stroke, dashes] = events[kind];

		if (x < area.x || x > area.x + area.w)
			continue;
		canvas.save();
		canvas.beginPath();
		canvas.strokeStyle = colour(stroke);
		canvas.setLineDash(dashes);
		canvas.moveTo(x, area.y);
		canvas.lineTo(x, area.y + area.h);
		canvas.stroke();
		if (kind === 'tag') {
			canvas.fillStyle = canvas.strokeStyle;
			canvas.font = '12px sans-serif';
			canvas.fillText(name, x + 3, area.y + 12);
		}
		canvas.restore();
	}
}

/* Replaces the picture of a figure by a chart that zooms: a history, or several named lines. */
function chart(figure) {
	const part = name => lines(figure.querySelector('.' + name));
	const points = part('data');
	const marks = part('marks');
	const names = part('names').map(cells => cells[0]);
	const several = names.length > 0;

	if (figure.dataset.drawn || !points.length || !figure.offsetParent)
		return;
	figure.dataset.drawn = 'yes';

	const factor = +figure.dataset.factor;
	const last = several ? Math.max(...points.map(point => +point[1])) : points.length - 1;
	const plot = document.createElement('div');
	const says = document.createElement('output');
	const tools = document.createElement('div');

	plot.className = 'plot';
	tools.className = 'tools';
	tools.textContent = figure.dataset.label + ' ';
	figure.prepend(tools, plot, says);
	figure.querySelector('svg').remove();

	/* Below the x axis: the number of a commit, or the day of a record. */
	function axisLabel(x) {
		const i = Math.round(x);

		if (Math.abs(x - i) > .01)
			return '';
		return several ? '' + i : points[i] ? points[i][6] : '';
	}

	/* Shows the values at the place of the mouse. */
	function sayPoint(event, x, chosen) {
		const i = Math.round(x);

		if (several)
			says.textContent = dotted(
				chosen.map(point => point.name + ' ' + point.yval.toPrecision(4)));
		else if (points[i])
			says.textContent = dotted(points[i].slice(4, 8).concat(
				marks.filter(mark => +mark[0] === i).map(mark => mark[2])));
	}

	/* The colours change with the scheme, light or dark. */
	function colours() {
		const used = several ? names.map((name, i) => styleOf(i)[0]) : ['base', 'text'];

		return {
			colors: used.map(colour),
			axisLineColor: colour('line'),
			gridLineColor: colour('line'),
		};
	}

	const dashesOfLines = Object.fromEntries(
		names.map((name, i) => [name, { strokePattern: styleOf(i)[1] }]));
	const dashesOfHistory = {
		level: { strokePattern: [5, 3], drawPoints: false, stepPlot: false },
	};
	const rows = several ? rowsOfLines(points, names, factor) : rowsOfHistory(points, factor);
	const graph = new Dygraph(plot, rows, {
		labels: several ? ['commit'].concat(names) : ['record', 'value', 'level'],
		series: several ? dashesOfLines : dashesOfHistory,
		customBars: !several,
		dateWindow: [-.5, last + .5],
		valueRange: [figure.dataset.lo / factor, figure.dataset.hi / factor],
		drawPoints: points.length < 300,
		pointSize: 2.5,
		highlightCircleSize: 4,
		connectSeparatedPoints: true,
		animatedZooms: false,
		legend: 'never',
		axes: {
			x: {
				axisLabelFormatter: axisLabel, axisLabelWidth: 100,
				pixelsPerLabel: 120,
			},
			y: { axisLabelWidth: 60 },
		},
		highlightCallback: sayPoint,
		zoomCallback: (from, to) => keep(from, to),
		underlayCallback: (canvas, area, drawn) => drawEvents(canvas, area, drawn, marks),
		...colours(),
	});

	/* The view of a history is a part of the address. */
	function keep(from, to) {
		if (several || document.body.classList.contains('single'))
			return;
		const whole = from <= 0 && to >= last;
		const zoomed = '#zoom=' + Math.round(from) + '-' + Math.round(to);
		window.history.replaceState(null, '', whole ? location.pathname : zoomed);
	}

	function view(from, to) {
		from = Math.max(-.5, from);
		to = Math.min(last + .5, to);
		if (to - from < 1)
			return;
		graph.updateOptions({ dateWindow: [from, to] });
		keep(from, to);
	}

	/* What a button shows next, in widths of the view. */
	const buttons = [['Zoom in', .25, .75], ['Zoom out', -.5, 1.5], ['Earlier', -.5, .5],
		['Later', .5, 1.5], ['All', -9e9, 9e9]];
	for (const [name, from, to] of buttons) {
		const button = document.createElement('button');

		button.type = 'button';
		button.textContent = name;
		button.addEventListener('click', () => {
			const [a, b] = graph.xAxisRange();

			view(a + (b - a) * from, a + (b - a) * to);
		});
		tools.append(button);
	}

	const zoom = /^#zoom=(\d+)-(\d+)$/.exec(location.hash);
	if (zoom && !several)
		view(+zoom[1], +zoom[2]);
	matchMedia('(prefers-color-scheme:dark)').addEventListener('change',
		() => graph.updateOptions(colours()));
}

/* A filter hides the rows of its table that do not contain its text. */
for (const box of document.querySelectorAll('.filter')) {
	const input = box.querySelector('input');
	const table = document.getElementById(input.dataset.table);

	box.hidden = false;
	input.addEventListener('input', () => {
		const want = input.value.toLowerCase();
		let shown = 0;

		for (const row of table.tBodies[0].rows) {
			row.hidden = !row.textContent.toLowerCase().includes(want);
			shown += !row.hidden;
		}
		box.querySelector('[role=status]').textContent = want ? shown + ' shown' : '';
	});
}

/* Opens what the address names, and draws the charts that can be seen. */
function show() {
	const id = location.hash.slice(1);
	const target = id && document.getElementById(id);

	for (let e = target; e; e = e.parentElement)
		if (e.tagName === 'DETAILS')
			e.open = true;
	if (target && target.tagName === 'DETAILS')
		target.scrollIntoView();
	if (window.Dygraph)
		document.querySelectorAll('figure.chart').forEach(chart);
}
addEventListener('hashchange', show);
addEventListener('load', show);
