/* How the pages look, and what the script adds: charts that zoom, filters, rows that open. */
#include "site/site.h"

#include "base/arena.h"

const char *const site_dygraphs_script = SITE_DYGRAPHS "dygraph.min.js";
const char *const site_dygraphs_style = SITE_DYGRAPHS "dygraph.min.css";

/* Contrasts of text are at least 4.5:1 in both schemes. */
static const char *const style[] = {
	":root{--page:#fff;--text:#1b1f24;--faint:#59636e;--line:#d0d7de;--soft:#f4f6f8;",
	"--link:#0550ae;--bad:#b3261e;--good:#116329;--doubtful:#7d4e00;--base:#0072b2;",
	"--head:#b84a00;--likely:#d9dee4;--tag:#6f42c1}",
	"@media(prefers-color-scheme:dark){:root{--page:#12161c;--text:#e6edf3;--faint:#9aa7b4;",
	"--line:#3a434d;--soft:#1b222b;--link:#7cb7ff;--bad:#ff8a80;--good:#6fdd8b;",
	"--doubtful:#e3b341;--base:#56b4e9;--head:#e69f00;--likely:#333c47;--tag:#c7a6ff}}",
	"*{box-sizing:border-box}",
	"body{margin:0;background:var(--page);color:var(--text);",
	"font:16px/1.5 system-ui,sans-serif}",
	"header,main,footer{max-width:72rem;margin:0 auto;padding:.6rem 1rem}",
	"header{border-bottom:1px solid var(--line)}nav a{margin-right:1rem;font-weight:600}",
	"footer,.faint,figcaption{color:var(--faint);font-size:.875rem}",
	"a{color:var(--link)}a:focus-visible,summary:focus-visible,button:focus-visible,",
	"input:focus-visible,",
	"select:focus-visible,.wide:focus-visible{",
	"outline:3px solid var(--link);outline-offset:2px}",
	".single .skip{display:none}.skip{position:absolute;left:-99rem}",
	".skip:focus{left:1rem;background:var(--page)}",
	"h1{font-size:1.5rem;overflow-wrap:anywhere}h2{font-size:1.15rem;margin-top:2rem}",
	".verdict{font-size:1.1rem}.note{border-left:3px solid var(--doubtful);padding-left:.7rem}",
	".wide{overflow-x:auto}table{border-collapse:collapse;width:100%}",
	"th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);",
	"vertical-align:top}thead th{color:var(--faint);font-size:.875rem;white-space:nowrap}",
	"tbody th{font-weight:500;overflow-wrap:anywhere}tbody th .faint{display:block;",
	"font-weight:400}",
	".number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}",
	".bad{color:var(--bad);font-weight:600}.good{color:var(--good);font-weight:600}",
	".doubtful{color:var(--doubtful);font-weight:600}",
	"code,pre{font:.875rem/1.45 ui-monospace,monospace}",
	"pre{background:var(--soft);padding:.6rem;overflow-x:auto;margin:.5rem 0}",
	"pre:empty{display:none}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem",
	"1rem}",
	"dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}",
	"input,button,select{font:inherit;color:inherit;background:var(--page);",
	"border:1px solid var(--faint);border-radius:4px;padding:.2rem .5rem}",
	".row summary,.row.heading{display:grid;gap:.6rem;align-items:baseline;padding:.35rem 0;",
	"grid-template-columns:minmax(9rem,2fr) 8rem 8rem 5rem 9rem 7rem minmax(8rem,2fr)}",
	".row{border-bottom:1px solid var(--line);margin:0}.row summary{cursor:pointer}",
	".row.heading{color:var(--faint);font-size:.875rem}.name{overflow-wrap:anywhere}",
	".row .name::before{content:'\\25b8';display:inline-block;width:1em;color:var(--faint)}",
	".row[open] .name::before{content:'\\25be'}.row.heading .name::before{content:''}",
	".row summary{list-style:none}.row summary::-webkit-details-marker{display:none}",
	".evidence{padding:0 1rem 1rem}",
	"@media(max-width:60rem){.row summary{grid-template-columns:1fr 1fr}",
	".row.heading{display:none}}",
	"figure{margin:1rem 0}svg{width:100%;height:auto;display:block}",
	"svg.small{width:150px;height:30px}svg text{font:12px system-ui,sans-serif;",
	"fill:var(--faint)}",
	".grid{stroke:var(--line);stroke-width:.7}.likely{fill:var(--likely)}",
	".level{stroke:var(--text);stroke-width:1.5;stroke-dasharray:5 3}",
	".line{fill:none;stroke:var(--base);stroke-width:1.3}.dot{fill:var(--base)}",
	".event line,line.shift{stroke:var(--bad);stroke-width:1.3}",
	".event.tag line{stroke:var(--tag);stroke-dasharray:3 3}",
	".event.baseline line{stroke:var(--good);stroke-dasharray:1 4}",
	".event.accepted line{stroke:var(--doubtful);stroke-dasharray:6 3}",
	".base{fill:var(--base);stroke:var(--base)}.head{fill:var(--head);stroke:var(--head)}",
	"circle.base,circle.head{fill-opacity:.55;stroke:none}",
	".hump{fill-opacity:.18;stroke-width:1}.interval{stroke-width:5}.median{stroke-width:2}",
	".samples svg{max-width:45rem}",
	".plot{height:320px}.plot+output{display:block;min-height:3em}.tools "
	"button{margin-right:.4rem}",
	"@media screen{@supports selector(:has(*)){.single .page{display:none}",
	".single .page:target,.single .page:has(:target){display:block}",
	".single:not(:has(.page:target,.page :target)) #overview{display:block}}}",
};

static const char *const script[] = {
	"'use strict';(function(){",
	"const ",
	"colour=n=>getComputedStyle(document.documentElement).getPropertyValue('--'+n).trim();",
	"const lines=e=>e?e.textContent.split('\\n').filter(Boolean).map(l=>l.split('\\t')):[];",
	/* The legend of dygraphs has inline styles. */
	"if(window.Dygraph)Dygraph.PLUGINS=",
	"Dygraph.PLUGINS.filter(p=>p!==Dygraph.Plugins.Legend);",
	/* A chart that zooms, instead of the picture. */
	"function chart(figure){",
	"const ",
	"records=lines(figure.querySelector('.data')),marks=lines(figure.querySelector('.marks'));",
	"if(figure.dataset.drawn||!records.length||!figure.offsetParent)return;",
	"figure.dataset.drawn='yes';",
	"const factor=+figure.dataset.factor,last=records.length-1;",
	"const low=+figure.dataset.lo/factor,high=+figure.dataset.hi/factor;",
	"const plot=document.createElement('div'),says=document.createElement('output'),",
	"tools=document.createElement('div');",
	"plot.className='plot';tools.className='tools';tools.textContent=figure.dataset.label+' ';",
	"figure.prepend(tools,plot,says);figure.querySelector('svg').remove();",
	"const date=x=>records[Math.round(x)]&&Math.abs(x-Math.round(x))<.01?",
	"records[Math.round(x)][6]:'';",
	"const bars=records.map((r,i)=>[i,[+r[0]/factor,+r[0]/factor,+r[0]/factor],",
	"[+r[2]/factor,+r[1]/factor,+r[3]/factor]]);",
	"const look=()=>({colors:[colour('base'),colour('text')],axisLineColor:colour('line'),",
	"gridLineColor:colour('line')});",
	"const graph=new Dygraph(plot,bars,Object.assign({labels:['record','value','level'],",
	"customBars:true,legend:'never',dateWindow:[-.5,last+.5],",
	"valueRange:[low,high],drawPoints:records.length<300,pointSize:2.5,highlightCircleSize:4,",
	"animatedZooms:false,series:{level:{strokePattern:[5,3],drawPoints:false,stepPlot:false}},",
	"axes:{x:{axisLabelFormatter:date,axisLabelWidth:100,pixelsPerLabel:120},",
	"y:{axisLabelWidth:60}},",
	"highlightCallback:(e,x)=>{const r=records[Math.round(x)];if(r)says.textContent=",
	"[r[4],r[5],r[6],r[7]].concat(marks.filter(m=>+m[0]===Math.round(x)).map(m=>m[2]))",
	".filter(Boolean).join(' \\u00b7 ')},",
	"zoomCallback:(a,b)=>keep(a,b),",
	"underlayCallback:(c,area,g)=>{for(const m of marks){",
	"const x=g.toDomXCoord(m[1]==='shift'?m[0]-.5:+m[0]);",
	"if(x<area.x||x>area.x+area.w)continue;c.save();c.beginPath();",
	"c.strokeStyle=colour({shift:'bad',tag:'tag',baseline:'good',accepted:'doubtful'}[m[1]]);",
	"c.setLineDash({shift:[],tag:[3,3],baseline:[1,4],accepted:[6,3]}[m[1]]);",
	"c.moveTo(x,area.y);c.lineTo(x,area.y+area.h);c.stroke();",
	"if(m[1]==='tag'){c.fillStyle=c.strokeStyle;c.font='12px sans-serif';",
	"c.fillText(m[2],x+3,area.y+12)}c.restore()}}},look()));",
	/* The view is a part of the address. */
	"function keep(a,b){if(!document.body.classList.contains('single'))",
	"window.history.replaceState(null,'',a<=0&&b>=last?location.pathname:",
	"'#zoom='+Math.round(a)+'-'+Math.round(b))}",
	"function view(a,b){a=Math.max(-.5,a);b=Math.min(last+.5,b);",
	"if(b-a>=1){graph.updateOptions({dateWindow:[a,b]});keep(a,b)}}",
	"for(const [name,from,to] of [['Zoom in',.25,.75],['Zoom out',-.5,1.5],['Earlier',-.5,.5],",
	"['Later',.5,1.5],['All',-9e9,9e9]]){const button=document.createElement('button');",
	"button.type='button';button.textContent=name;button.addEventListener('click',()=>{",
	"const [a,b]=graph.xAxisRange();view(a+(b-a)*from,a+(b-a)*to)});tools.append(button)}",
	"const zoom=/^#zoom=(\\d+)-(\\d+)$/.exec(location.hash);if(zoom)view(+zoom[1],+zoom[2]);",
	"matchMedia('(prefers-color-scheme:dark)').addEventListener('change',",
	"()=>graph.updateOptions(look()))}",
	/* Filters. */
	"for(const box of document.querySelectorAll('.filter')){box.hidden=false;",
	"const "
	"input=box.querySelector('input'),table=document.getElementById(input.dataset.table);",
	"input.addEventListener('input',()=>{const want=input.value.toLowerCase();let shown=0;",
	"for(const row of table.tBodies[0].rows){row.hidden=!row.textContent.toLowerCase()",
	".includes(want);shown+=!row.hidden}",
	"box.querySelector('[role=status]').textContent=want?shown+' shown':''})}",
	/* What the address names is open and drawn. */
	"function show(){const id=location.hash.slice(1),target=id&&document.getElementById(id);",
	"for(let e=target;e;e=e.parentElement)if(e.tagName==='DETAILS')e.open=true;",
	"if(target&&target.tagName==='DETAILS')target.scrollIntoView();",
	"if(window.Dygraph)document.querySelectorAll('figure.chart').forEach(chart)}",
	"addEventListener('hashchange',show);addEventListener('load',show)})();",
};

void site_style(FILE *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(style); i++)
		fprintf(out, "%s\n", style[i]);
}

void site_script(FILE *out)
{
	for (size_t i = 0; i < ARRAY_SIZE(script); i++)
		fprintf(out, "%s\n", script[i]);
}
