using Merlon.Web.Charts;

namespace Merlon.System.Tests.Charts;

/// <summary>One chart of each kind with something to show, and the same kinds made of any numbers and texts.</summary>
static class SampleCharts
{
    public static IReadOnlyList<string> Names { get; } = ["trend", "bars", "stack", "budget", "waterfall", "tornado", "histogram", "exceedance", "schedule", "heat", "intervals", "spokes"];

    public static Chart Of(string name) => name switch
    {
        "trend" => new LineChart
        {
            Title = "Covered over three years", Summary = "Covered rises from 12 % to 41 %; a sensor was lost in March 2026.", Unit = ChartUnit.Share,
            Series =
            [
                new("covered", ChartLook.Solid, [.. Enumerable.Range(0, 13).Select(static i => LinePoint.On(new DateOnly(2023, 11, 1).AddMonths(i * 3), 0.12 + i * 0.024, 0.08 + i * 0.02, 0.2 + i * 0.025))]),
                new("visible", ChartLook.Hatched, [.. Enumerable.Range(0, 13).Select(static i => LinePoint.On(new DateOnly(2023, 11, 1).AddMonths(i * 3), i < 10 ? 0.3 + i * 0.03 : 0.45))]),
            ],
            Remarks = [new(new DateOnly(2026, 3, 1).DayNumber, "EDR agent lost on servers"), new(new DateOnly(2025, 4, 1).DayNumber, "ATT&CK 16.1 to 17.1")],
        },
        "bars" => new BarChart
        {
            Title = "Rules by robustness", Summary = "Most rules rest on values that an attacker changes at will.", Unit = ChartUnit.Number,
            Series = [new("deployed", ChartLook.Hatched), new("fed", ChartLook.Solid)],
            Rows = [new("values that change at will", [120, 84]), new("tools", [61, 40]), new("behaviour of the system", [18, 17]), new("core of the technique", [4, double.NaN])],
        },
        "stack" => new BarChart
        {
            Title = "Covered by tactic", Summary = "Proven, claimed and open by tactic.", Unit = ChartUnit.Share, IsStacked = true, Whole = 1,
            Series = [new("proven", ChartLook.Solid), new("claimed", ChartLook.Hatched), new("missed", ChartLook.Crossed), new("open", ChartLook.Open)],
            Rows = [new("Initial Access", [0.1, 0.3, 0.05, 0.55]), new("Execution", [0, 0.42, 0.2, 0.38]), new("Command and Control", [0.2, 0.2, 0, 0.6])],
        },
        "budget" => new BudgetChart
        {
            Title = "What the money buys", Summary = "Covered rises from 17 % to 31 % for 113,600 EUR.", Currency = "EUR", Before = 0.17, Budget = 120_000,
            Steps = [new(4_250, 0.19, "tests"), new(14_200, 0.23, "M1026"), new(36_200, 0.26, "M1018"), new(77_000, 0.30, "M1030"), new(113_600, 0.31, "EDR")],
            Frontier = [new(4_250, 0.195, ""), new(20_000, 0.25, ""), new(60_000, 0.295, ""), new(120_000, 0.32, ""), new(200_000, 0.35, "")],
        },
        "waterfall" => new WaterfallChart
        {
            Title = "What moved covered", Summary = "From 31 % to 28 %.", Unit = ChartUnit.Share, ChangeUnit = ChartUnit.Points,
            Start = new("2026-08-22", 0.31), End = new("2026-11-22", 0.28),
            Changes = [new("Sysmon lost on servers", -0.06), new("new rules for PowerShell", 0.025), new("tests faded", -0.012)],
        },
        "tornado" => new TornadoChart
        {
            Title = "What the loss hangs on", Summary = "The frequency matters most.", Unit = ChartUnit.Money("EUR"), Middle = 410_000,
            Rows = [new("frequency 0.1 to 0.6 a year", 190_000, 820_000), new("downtime 2 to 9 days", 300_000, 610_000), new("covered 20 % to 40 %", 470_000, 350_000)],
        },
        "histogram" => new HistogramChart
        {
            Title = "Loss in a year", Summary = "10,000 runs.", Unit = ChartUnit.Money("EUR"), AcrossName = "loss in a year",
            Bins = [.. Enumerable.Range(0, 20).Select(static i => new HistogramBin(i * 100_000, (i + 1) * 100_000, Math.Round(2_000 * Math.Exp(-i / 4.0))))],
            Percentiles = [new("P10", 60_000), new("P50", 330_000), new("P90", 1_150_000)],
        },
        "exceedance" => new ExceedanceChart
        {
            Title = "Chance that a loss is exceeded", Summary = "Today and after the plan.", Unit = ChartUnit.Money("EUR"), AcrossName = "loss in a year",
            Points = [.. Enumerable.Range(0, 30).Select(static i => new ExceedancePoint(i * 80_000, Math.Exp(-i / 6.0)))],
            After = [.. Enumerable.Range(0, 30).Select(static i => new ExceedancePoint(i * 60_000, Math.Exp(-i / 5.0)))],
            Percentiles = [new("P50", 330_000), new("P90", 1_150_000)],
        },
        "schedule" => new ScheduleChart
        {
            Title = "When the steps are done", Summary = "Eight quarters.", Phases = ["2027 Q1", "2027 Q2", "2027 Q3", "2027 Q4", "2028 Q1"],
            Keys = [("training", ChartLook.Ruled), ("tools", ChartLook.Hatched), ("people", ChartLook.Solid)],
            Rows = [new("Collect Microsoft Sysmon everywhere it fits", 0, 1, ChartLook.Hatched, "4,250 EUR"), new("Course for the SOC", 1, 1, ChartLook.Ruled), new("Extend Privileged Account Management", 2, 4, ChartLook.Solid, "9,950 EUR")],
        },
        "heat" => new HeatStrip
        {
            Title = "How open each stage is", Summary = "By weight.",
            Cells = [new("Initial Access", 0.05, "of 21"), new("Execution", 0.15, "of 36"), new("Privilege Escalation", 0.33, "of 93"), new("Defense Evasion", 0.55, "of 182"), new("Discovery", 0.75), new("Impact", 0.97), new("Collection", double.NaN)],
        },
        "spokes" => new SpokeChart
        {
            Title = "Maturity", Summary = "Claimed and supported.", Spokes = ["Business", "People", "Process", "Technology", "Services"],
            Series = [new("claimed", ChartLook.Hatched, [0.8, 0.6, 0.7, 0.5, 0.4]), new("supported", ChartLook.Solid, [0.5, 0.6, double.NaN, 0.3, 0.4])],
        },
        _ => new IntervalChart
        {
            Title = "Covered with its uncertainty", Summary = "Old claims widen the interval.", Unit = ChartUnit.Share, OtherName = "a year ago",
            Rows = [new("all", 0.12, 0.17, 0.24, 0.2), new("workstations", 0.2, 0.31, 0.38), new("servers", 0.05, 0.09, 0.2, 0.02), new("cloud", 0, double.NaN, 0)],
        },
    };

    /// <summary>A chart of a kind, made of the numbers and texts that are given, in turn.</summary>
    public static Chart Wild(string name, IReadOnlyList<double> numbers, string text)
    {
        var i = 0;
        double Next() => numbers.Count == 0 ? 0 : numbers[i++ % numbers.Count];
        var count = numbers.Count;
        return name switch
        {
            "trend" => new LineChart
            {
                Title = text, Summary = text, Unit = ChartUnit.Share, Across = ChartUnit.Number, Remarks = [.. numbers.Take(3).Select(x => new LineRemark(x, text))],
                Series = [new(text, ChartLook.Dotted, [.. numbers.Select(n => new LinePoint(n, Next(), Next(), Next()))]), new(text, ChartLook.Crossed, [])], IsStepped = true,
            },
            "bars" => new BarChart { Title = text, Summary = text, Unit = ChartUnit.Money(text), Series = [new(text, ChartLook.Ruled), new(text, ChartLook.Open)], Rows = [.. numbers.Select(n => new BarRow(text, [n, Next()]))] },
            "stack" => new BarChart { Title = text, Summary = text, Unit = ChartUnit.Number, IsStacked = true, Series = [new(text, ChartLook.Ruled), new(text, ChartLook.Crossed)], Rows = [.. numbers.Select(n => new BarRow(text, [n, Next(), Next()]))] },
            "budget" => new BudgetChart { Title = text, Summary = text, Currency = text, Before = count == 0 ? double.NaN : Next(), Budget = count == 0 ? null : Next(), Steps = [.. numbers.Select(n => new BudgetStep(n, Next(), text))], Frontier = [.. numbers.Select(n => new BudgetStep(n, Next(), text))] },
            "waterfall" => new WaterfallChart { Title = text, Summary = text, Unit = ChartUnit.Share, ChangeUnit = ChartUnit.Points, Start = new(text, Next()), End = new(text, Next()), Changes = [.. numbers.Select(n => new WaterfallChange(text, n))] },
            "tornado" => new TornadoChart { Title = text, Summary = text, Unit = ChartUnit.Money(text), Middle = Next(), Rows = [.. numbers.Select(n => new TornadoRow(text, n, Next()))] },
            "histogram" => new HistogramChart { Title = text, Summary = text, Unit = ChartUnit.Number, AcrossName = text, Bins = [.. numbers.Select(n => new HistogramBin(n, Next(), Next()))], Percentiles = [.. numbers.Take(4).Select(n => new Percentile(text, n))] },
            "exceedance" => new ExceedanceChart { Title = text, Summary = text, Unit = ChartUnit.Number, AcrossName = text, Points = [.. numbers.Select(n => new ExceedancePoint(n, Next()))], After = [.. numbers.Take(1).Select(n => new ExceedancePoint(n, Next()))], Percentiles = [.. numbers.Take(4).Select(n => new Percentile(text, n))] },
            "schedule" => new ScheduleChart { Title = text, Summary = text, Phases = [.. numbers.Take(5).Select(_ => text)], Rows = [.. numbers.Select((_, k) => new ScheduleRow(text, k - 2, (k % 3) - 1, ChartLook.Dotted, text))], Keys = [(text, ChartLook.Dotted)] },
            "heat" => new HeatStrip { Title = text, Summary = text, Cells = [.. numbers.Select(n => new HeatStripCell(text, n, text))] },
            "spokes" => new SpokeChart { Title = text, Summary = text, Spokes = [.. numbers.Select(_ => text)], Series = [new(text, ChartLook.Ruled, numbers), new(text, ChartLook.Crossed, [])] },
            _ => new IntervalChart { Title = text, Summary = text, Unit = ChartUnit.Share, OtherName = text, Rows = [.. numbers.Select(n => new IntervalRow(text, Next(), n, Next(), Next()))] },
        };
    }
}
