using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Inventory;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Defense.Tests.Assessment;

/// <summary>What inventories and replays say, and what an assessment makes of it.</summary>
public sealed class FoundEvidenceTests
{
    static readonly DateOnly Day = new(2026, 3, 1);

    [Fact]
    public void An_inventory_says_of_a_technique_which_of_its_analytics_log_sources_are_there()
    {
        var found = Found(("Microsoft-Windows-Sysmon/Operational", "1", "2026-02-03T04:05:06Z"));
        var statement = found.First(static e => e.Technique == TechniqueId.Parse("T1059.001", null));
        (statement.Kind, statement.Axis, statement.Source, statement.Place, statement.Date)
            .ShouldBe((EvidenceKind.Inventory, Axis.Visibility, "inventory:sysmon", "logs", new DateOnly(2026, 2, 3)));
        statement.Strength.ShouldBeInRange(0.01, 1);
        statement.Statement.ShouldContain("1 records of 1 host were found in logs");
    }

    [Fact]
    public void What_an_event_id_does_not_show_an_inventory_of_it_does_not_claim()
    {
        var processes = Found(("Microsoft-Windows-Sysmon/Operational", "1", "2026-02-03T04:05:06Z"));
        var pipes = Found(("Microsoft-Windows-Sysmon/Operational", "17", "2026-02-03T04:05:06Z"));
        pipes.Count.ShouldBeLessThan(processes.Count / 2);
    }

    [Fact]
    public void An_inventory_equals_what_a_declaration_of_the_same_sources_claims()
    {
        var found = Found(("Microsoft-Windows-Sysmon/Operational", "1", "2026-02-03T04:05:06Z"), ("Security", "4688", ""));
        found.ShouldContain(static e => e.Source == "inventory:windows-security" && e.Date == Day);
        found.Select(static e => e.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(found.Count);
    }

    [Fact]
    public void An_inventory_of_nothing_says_nothing() => Found().ShouldBeEmpty();

    [Fact]
    public void A_rule_that_fired_on_telemetry_of_its_technique_counts_as_stable_and_says_so()
    {
        var technique = OrganisationTexts.Context.Release.Techniques.Single(static t => t.IsLive && t.Id == "T1059.001");
        var rule = Rule("experimental");
        var replay = ReplayEvidence.Of(rule, technique, hits: 3, "host.zip", Day, OrganisationTexts.Context.Release);
        replay.Statement.ShouldBe("rule \"Odd shell\" fired 3 times on telemetry recorded for T1059.001: host.zip");

        UsedRule used = new(rule, IsDeployed: true, []);
        var marked = ReplayEvidence.Mark([used], [replay]).ShouldHaveSingleItem();
        const string yaml = "log_sources:\n  - source: sysmon\n";
        var before = Claim(OrganisationTexts.Collect(yaml, used));
        var after = Claim(OrganisationTexts.Collect(yaml, marked));
        (before.Strength * 2).ShouldBe(after.Strength, 1e-9);
        after.Statement.ShouldEndWith("it has fired on telemetry recorded for the technique");
    }

    [Fact]
    public void A_replay_for_one_technique_says_nothing_of_another_and_nothing_of_another_rule()
    {
        var technique = OrganisationTexts.Context.Release.Techniques.Single(static t => t.IsLive && t.Id == "T1003.001");
        var replay = ReplayEvidence.Of(Rule("experimental"), technique, 1, "x", Day, OrganisationTexts.Context.Release);
        var other = new UsedRule(Rule("experimental", "00000000-0000-4000-8000-000000000009"), IsDeployed: true, []);
        ReplayEvidence.Mark([other], [replay])[0].ValidatedFor.ShouldBeEmpty();
        ReplayEvidence.Mark([new UsedRule(Rule("experimental"), true, [])], [replay])[0].ValidatedFor.ShouldBe([TechniqueId.Parse("T1003.001", null)]);
    }

    static Evidence Claim(CollectedEvidence collected)
        => collected.Evidence.Single(static e => e.Kind == EvidenceKind.Rule && e.Technique == TechniqueId.Parse("T1059.001", null));

    static IReadOnlyList<Evidence> Found(params (string Channel, string EventId, string Time)[] records)
    {
        var builder = new InventoryBuilder(PipelineSet.BuiltIn, [], InventoryLimits.Default);
        foreach (var (channel, eventId, time) in records)
        {
            var record = new LogEvent { Format = LogFormat.Json };
            record.Add("Channel", channel);
            record.Add("EventID", eventId);
            record.Add("Computer", "H1");
            record.Add("TimeCreated", time);
            builder.Add(record);
        }

        return InventoryEvidence.Of(builder.Build(), PipelineSet.BuiltIn, OrganisationTexts.Context, "logs", "", Day);
    }

    static SigmaRule Rule(string status, string id = "00000000-0000-4000-8000-000000000008")
    {
        var yaml = $"title: Odd shell\nid: {id}\nstatus: {status}\nlevel: high\ntags: [attack.t1059.001]\nlogsource: {{product: windows, category: process_creation}}\ndetection: {{s: {{Image: x}}, condition: s}}\n";
        return SigmaReader.Read(Encoding.UTF8.GetBytes(yaml), "odd.yml", ReadLimits.Default).Value!.Single();
    }
}
