using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Detection.Tests.Inventory;

/// <summary>Names of events and delays of arrival in an inventory.</summary>
public sealed class RecordMeasuresTests
{
    [Fact]
    public void Names_of_events_are_counted_where_that_is_asked_for()
    {
        LogEvent[] records = [Cloud("CreateUser"), Cloud("CreateUser"), Cloud("StopLogging"), Cloud("")];
        Take(true, InventoryLimits.Default, records).Sources.ShouldHaveSingleItem().Names.ShouldBe([new("eventName", "CreateUser", 2), new("eventName", "StopLogging", 1)]);
        Take(false, InventoryLimits.Default, records).Sources.ShouldHaveSingleItem().Names.ShouldBeEmpty();
    }

    [Fact]
    public void Names_past_the_limit_are_counted_together()
    {
        var limits = InventoryLimits.Default with { NamesMax = 2 };
        Take(true, limits, [Cloud("A"), Cloud("B")]).Overflow.ContainsKey("names").ShouldBeFalse();
        var past = Take(true, limits, [Cloud("A"), Cloud("B"), Cloud("C"), Cloud("B")]);
        past.Overflow["names"].ShouldBe(1);
        past.Sources.ShouldHaveSingleItem().Names.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-01 08:00:59", "minute")]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-01 08:01:01", "hour")]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-01 09:00:01", "day")]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-03 09:00:00", "later")]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-01 07:58:00", "early")]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-01 08:00:00", "exact")]
    [InlineData("EventTime=2026-01-01 08:00:00", "EventReceivedTime=2026-01-01T08:00:10Z", "none")] // whose local time is it?
    [InlineData("UtcTime=2026-01-01 08:00:00.000", "@timestamp=2026-01-01T08:00:10Z", "minute")]
    [InlineData("UtcTime=2026-01-01 08:00:00.000", "@timestamp=soon", "none")]
    public void A_record_that_says_both_times_has_a_delay(string happened, string arrived, string expected)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        foreach (var field in (string[])["Channel=Security", "EventID=4688", happened, arrived])
        {
            record.Add(field[..field.IndexOf('=', StringComparison.Ordinal)], field[(field.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        var arrivals = Take(true, InventoryLimits.Default, [record]).Sources.ShouldHaveSingleItem().Arrivals;
        var (early, exact, minute, hour, day, later) = (arrivals.Early, arrivals.Exact, arrivals.Minute, arrivals.Hour, arrivals.Day, arrivals.Later);
        (string, long)[] counts = [("early", early), ("exact", exact), ("minute", minute), ("hour", hour), ("day", day), ("later", later)];
        counts.Where(static c => c.Item2 > 0).Select(static c => c.Item1).FirstOrDefault("none").ShouldBe(expected);
    }

    [Fact]
    public void Halves_add_up_to_the_whole()
    {
        LogEvent[] records = [Cloud("A"), Cloud("B"), Cloud("A"), Cloud("C")];
        var whole = Take(true, InventoryLimits.Default, records);
        InventoryBuilder one = Builder(true, InventoryLimits.Default), two = Builder(true, InventoryLimits.Default);
        Array.ForEach(records[..2], one.Add);
        Array.ForEach(records[2..], two.Add);
        one.Add(two);
        one.Build().Sources.ShouldHaveSingleItem().Names.ShouldBe(whole.Sources.ShouldHaveSingleItem().Names);
    }

    static InventoryBuilder Builder(bool isMeasuring, InventoryLimits limits) => new(PipelineSet.BuiltIn, [], limits) { IsMeasuring = isMeasuring };

    static LogInventory Take(bool isMeasuring, InventoryLimits limits, LogEvent[] records)
    {
        var builder = Builder(isMeasuring, limits);
        Array.ForEach(records, builder.Add);
        return builder.Build();
    }

    static LogEvent Cloud(string name)
    {
        var record = new LogEvent { Format = LogFormat.Json };
        record.Add("eventName", name);
        record.Add("eventSource", "iam.amazonaws.com");
        record.Add("awsRegion", "eu-central-1");
        return record;
    }
}
