#!/usr/bin/env python3
"""Draws the plots of docs/performance.md from the lines that `duban-bench` printed: no library, plain SVG.

    Benchmarks/plot.py RESULTS FOLDER      RESULTS has one JSON object a line; W1 at several --in-flight, W3 at several sizes
"""
import json
import math
import sys

WIDTH, LEFT, RIGHT, TOP, PANEL, GAP, BOTTOM = 640, 40, 40, 40, 110, 30, 50


def read(path):
    with open(path) as file:
        return [json.loads(line) for line in file if line.startswith("{")]


def plot(path, title, x_title, series):
    """Draws series of points over a logarithmic x, each in a panel of its own from 0; a series is (name, unit, colour, points)."""
    xs = sorted({x for _, _, _, points in series for x, _ in points})
    low, high = math.log10(max(min(xs), 1)), math.log10(max(xs[-1], 10))
    height = TOP + len(series) * (PANEL + GAP) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{height}" fill="white"/><text x="{WIDTH / 2}" y="22" text-anchor="middle" font-size="15">{title}</text>',
        f'<text x="{WIDTH / 2}" y="{height - 10}" text-anchor="middle">{x_title}</text>',
    ]

    def across(x):
        span = (high - low) or 1
        return LEFT + (math.log10(max(x, 1)) - low) / span * (WIDTH - LEFT - RIGHT)

    for index, (name, unit, colour, points) in enumerate(series):
        top = TOP + index * (PANEL + GAP) + GAP
        bottom = top + PANEL
        for x in xs:
            parts.append(f'<line x1="{across(x):.1f}" x2="{across(x):.1f}" y1="{top}" y2="{bottom}" stroke="#eee"/>')
        most = max(y for _, y in points) * 1.3 or 1
        place = [(across(x), bottom - y / most * PANEL) for x, y in points]
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in place) + '"/>')
        for (x, y), (_, value) in zip(place, points):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            parts.append(f'<text x="{x:.1f}" y="{y - 7:.1f}" text-anchor="middle" fill="{colour}">{value:,.6g}</text>')
        parts.append(f'<text x="{LEFT}" y="{top - 6}" fill="{colour}">{name} ({unit})</text>')
        parts.append(f'<path d="M{LEFT} {top}V{bottom}H{WIDTH - RIGHT}" fill="none" stroke="#333"/>')
    for x in xs:
        parts.append(f'<text x="{across(x):.1f}" y="{height - BOTTOM + 16}" text-anchor="middle">{x:,}</text>')
    parts.append("</svg>")
    with open(path, "w") as file:
        file.write("\n".join(parts) + "\n")


def main():
    lines, folder = read(sys.argv[1]), sys.argv[2]
    load = sorted({line["in_flight"]: line for line in lines if line["work"] == "W1"}.items())
    if load:
        plot(
            f"{folder}/load.svg", "Durable steps a second, and how long one takes, against cases in flight (W1)", "cases in flight",
            [
                ("throughput", "steps/s", "#1f6feb", [(x, line["steps_per_second"]) for x, line in load]),
                ("time of a step", "ms", "#d1242f", [(x, round(x / line["steps_per_second"] * 1000, 2)) for x, line in load]),
            ])
    waiting = [(max(line["pending_jobs"], 1), line) for line in lines if line["work"] == "W3"]
    if waiting:
        plot(
            f"{folder}/pending.svg", "A new job's start, memory and restart against pending timers (W3)", "pending jobs and as many rungs (1 stands for none)",
            [
                ("start, p50", "ms", "#1f6feb", [(x, line["start_p50_ms"]) for x, line in waiting]),
                ("resident", "MiB", "#8250df", [(x, line["resident_mib"]) for x, line in waiting]),
                ("restart", "s", "#1a7f37", [(x, line["restart_seconds"]) for x, line in waiting]),
            ])


main()
