using FsCheck;
using FsCheck.Fluent;
using Merlon.Hunting;

namespace Merlon.Detection.Tests.Hunting;

public sealed class DeduplicationTests
{
    static readonly HuntedRule Rule = new() { Id = "r", Title = "r", Document = "" };

    static Finding Finding(string value, int seconds) => new()
    {
        Rule = Rule,
        Time = DateTimeOffset.UnixEpoch.AddSeconds(seconds),
        Document = "",
        Record = seconds,
        Fields = [new FindingField("f", value, IsMarked: true)],
    };

    [Fact]
    public void Every_match_is_in_exactly_one_finding_and_each_finding_holds_what_lies_within_its_span()
        => Prop.ForAll(ArbMap.Default.ArbFor<(byte Value, ushort Time)[]>(), events =>
        {
            List<Finding> output = [];
            var join = new Deduplication(TimeSpan.FromSeconds(100), isImmediate: false, output.Add);
            foreach (var (value, time) in events)
            {
                join.Add(Finding($"{value % 4}", time % 1000));
            }

            join.Complete();
            output.Sum(static one => one.Count).ShouldBe(events.Length);
            join.Repetitions.ShouldBe(events.Length - output.Count);
            output.ShouldAllBe(static one => one.LastTime >= one.Time && one.LastTime - one.Time <= TimeSpan.FromSeconds(100));
        }).Check(Cases.Quick);

    [Fact]
    public void As_many_wait_as_fit_and_the_oldest_goes_first()
    {
        List<Finding> output = [];
        var join = new Deduplication(TimeSpan.FromHours(1), isImmediate: false, output.Add);
        for (var i = 0; i < HuntLimits.OpenFindingsMax; i++)
        {
            join.Add(Finding($"{i}", i));
        }

        output.ShouldBeEmpty();
        join.Add(Finding("one more", 0));
        output.ShouldHaveSingleItem().Record.ShouldBe(0);
    }

    [Fact]
    public void Immediately_the_first_goes_out_alone_and_repetitions_are_counted()
    {
        List<Finding> output = [];
        var join = new Deduplication(TimeSpan.FromHours(1), isImmediate: true, output.Add);

        join.Add(Finding("a", 1));
        join.Add(Finding("a", 2));
        join.Complete();

        output.ShouldHaveSingleItem().Count.ShouldBe(1);
        join.Repetitions.ShouldBe(1);
    }

    [Fact]
    public void The_gravest_are_kept_whatever_their_order()
        => Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), levels =>
        {
            string[] names = ["", "informational", "low", "medium", "high", "critical"];
            var kept = new KeptFindings(5);
            var rules = names.Select(static name => new HuntedRule { Title = name, Level = name, Document = "" }).ToArray();
            var findings = levels.Select((level, i) => new Finding { Rule = rules[level % 6], Document = "", Record = i }).ToList();
            findings.ForEach(kept.Add);

            // Naively: by gravity, then in the order found; of these the first five, again in the order found.
            var expected = findings.OrderByDescending(static one => one.Rule.Gravity).ThenBy(static one => one.Record).Take(5).OrderBy(static one => one.Record);
            kept.ToList().Select(static one => one.Record).ShouldBe(expected.Select(static one => one.Record));
            kept.Dropped.ShouldBe(Math.Max(0, levels.Length - 5));
        }).Check(Cases.Quick);
}
