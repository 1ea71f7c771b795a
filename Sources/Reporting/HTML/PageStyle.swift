/// How pages look: light and dark, on paper, without anything that is loaded.
enum PageStyle {
    static let text = #"""
        :root{color-scheme:light dark;--bg:#fff;--fg:#1b1f24;--soft:#57606a;--line:#d0d7de;--card:#f6f8fa;
        --bad:#b42318;--good:#116329;--warn:#7a4b00;--link:#0550ae;--mark:#fff1c2}
        @media(prefers-color-scheme:dark){:root{--bg:#0d1117;--fg:#e6edf3;--soft:#a5b0bb;--line:#3b434d;--card:#161b22;
        --bad:#ff8a80;--good:#56d364;--warn:#e3b341;--link:#79b8ff;--mark:#3a2f0b}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1280px;padding:1rem 1.5rem 4rem;background:var(--bg);color:var(--fg);
        font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
        h1{font-size:1.4rem}h2{font-size:1.15rem;margin:2rem 0 .6rem}h3{font-size:1rem;margin:1.2rem 0 .3rem}
        a{color:var(--link)}code,.mono{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.88em}
        .tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:0;padding:0;list-style:none}
        .tile{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:.5rem .9rem;min-width:8.5rem}
        .tile b{display:block;font-size:1.5rem;font-variant-numeric:tabular-nums}
        .s0{color:var(--good)}.s1{color:var(--bad)}.s2{color:var(--fg)}.s3,.s4,.s5{color:var(--warn)}
        svg{width:100%;height:110px;display:block;background:var(--card);border:1px solid var(--line);border-radius:8px}
        .f0{fill:var(--good)}.f1{fill:var(--bad)}.f2{fill:var(--soft)}.f3,.f4,.f5{fill:var(--warn)}
        .axis{display:flex;justify-content:space-between;color:var(--soft);font-size:.85rem}
        details{border:1px solid var(--line);border-radius:8px;margin:.5rem 0;background:var(--card)}
        summary{cursor:pointer;padding:.5rem .8rem}summary b{font-variant-numeric:tabular-nums}
        details>div{padding:0 .9rem .8rem;border-top:1px solid var(--line)}
        .fix{border-left:3px solid var(--good);padding-left:.6rem}
        .tools{display:flex;flex-wrap:wrap;gap:.8rem;align-items:end;margin:.5rem 0}
        label{display:flex;flex-direction:column;font-size:.85rem;color:var(--soft)}
        input,select,button{font:inherit;color:var(--fg);background:var(--bg);border:1px solid var(--line);border-radius:6px;
        padding:.35rem .6rem}input{min-width:18rem}button{cursor:pointer}
        :focus-visible{outline:3px solid var(--link);outline-offset:1px}
        .grid{border:1px solid var(--line);border-radius:8px;overflow:auto;height:480px;position:relative}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .6rem;vertical-align:top}
        .grid table{table-layout:fixed;min-width:1000px}.grid td{height:28px;white-space:nowrap;overflow:hidden;
        text-overflow:ellipsis;padding:2px .6rem;border-top:1px solid var(--line)}
        .grid td.gap{padding:0;border:0}
        .grid thead th{position:sticky;top:0;background:var(--card);z-index:1;padding:0}
        .grid th button{border:0;background:none;width:100%;text-align:left;font-weight:600;padding:.4rem .6rem}
        .c0{width:5.5rem}.c1{width:8.5rem}.c2{width:12rem}.c3{width:17rem}.c4{width:5.5rem}.c5{width:9rem}
        tr.on{background:var(--mark)}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem .9rem;margin:.4rem 0}dt{color:var(--soft)}
        dd{margin:0;overflow-wrap:anywhere}
        .ladder,.scroll{width:100%;border:1px solid var(--line);border-radius:8px;overflow:auto}
        .ladder td:nth-child(-n+2),.ladder th:nth-child(-n+2){text-align:right;font-variant-numeric:tabular-nums}
        .ladder tr.sv td:nth-child(3){text-align:right}.ladder td:nth-child(3){width:20rem;white-space:nowrap}
        .ladder td{border-top:1px solid var(--line)}
        .filter{user-select:all;background:var(--card);padding:.15rem .4rem;border-radius:4px;overflow-wrap:anywhere}
        footer{margin-top:3rem;color:var(--soft);border-top:1px solid var(--line);padding-top:.6rem}
        .soft{color:var(--soft)}.bad{color:var(--bad)}ul.notes{padding-left:1.2rem}
        .wide td,.wide th{border-top:1px solid var(--line)}.wide td:nth-child(3),.wide th:nth-child(3),
        .wide td:nth-child(4),.wide th:nth-child(4){text-align:right;font-variant-numeric:tabular-nums}
        .wide td:nth-child(-n+2){white-space:nowrap}
        @media print{body{max-width:none;padding:0}.tools{display:none}.grid{height:auto;overflow:visible;border:0}
        .grid table{min-width:0}details>div{display:block}.grid thead th{position:static}}
        """#
}
