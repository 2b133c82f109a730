using System.Text;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;

namespace Merlon.Knowledge.Tests.Authoring;

/// <summary>Collections for tests: over the small release, at a fixed moment.</summary>
static class Own
{
    public static readonly DateTimeOffset Begun = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset Later = Begun.AddDays(1);

    public const string Source = """
        merlon_own: 1
        collection: { name: Harbour, prefix: HB, publisher: Harbour Ltd, description: What we saw. }
        tactics:
          - { id: HBTA0001, name: Small talk, shortname: small-talk, description: They talk. }
        techniques:
          - id: HBT0001
            name: Ask the night shift
            tactics: [knock, small-talk]
            platforms: [Hallway]
            description: |
              They call.(Citation: Incident (July))

              Twice.
            references:
              - { name: Incident (July), description: Our report., url: "https://wiki.example/july" }
          - { name: Ask by phone, parent: HBT0001, description: By phone. }
          - { id: HBT1001.001, name: Ring thrice, parent: T1001, description: Three times. }
        groups:
          - { id: HBG0001, name: Night Owls, aliases: [TEMP.Owl], description: Who. }
        software:
          - { id: HBS0001, name: OwlDrop, description: Drops. }
          - { id: HBS0002, name: Feather, kind: tool, description: A tool. }
        campaigns:
          - id: HBC0001
            name: Long Night
            description: What happened.
            first_seen: 2026-07-01
            last_seen: 2026-07-19
            first_seen_citation: "(Citation: Incident)"
            last_seen_citation: "(Citation: Incident)"
            references: [{ name: Incident, url: "https://wiki.example/july" }]
        mitigations: [{ id: HBM0001, name: Call back, description: Call the number on file. }]
        assets: [{ id: HBA0001, name: Telephone, sectors: [Harbours], description: Rings. }]
        data_components:
          - { id: HBDC0001, name: Call record, description: Calls., log_sources: [{ name: pbx, channel: call }] }
        analytics:
          - id: HBAN0001
            name: Calls at night
            description: Looks for calls.
            platforms: [Hallway]
            log_sources: [{ component: HBDC0001, name: pbx, channel: call }]
            mutable_elements: [{ field: Hours, description: When it is night. }]
        detection_strategies:
          - { id: HBDET0001, name: Unusual calls, analytics: [HBAN0001], detects: [HBT0001] }
        relationships:
          - HBG0001 uses HBT0001
          - { source: HBG0001, type: uses, target: T1001.001, description: "Seen.(Citation: Incident)", references: [{ name: Incident }] }
          - HBC0001 attributed-to HBG0001
          - HBM0001 mitigates HBT0001
        notes:
          - { on: [T1001, HBT0001], title: Where we stand, text: Logged everywhere. }
        """;

    public static Parsed<OwnCollection> Apply(string yaml, OwnCollection? to, AttackRelease release, DateTimeOffset? now = null, VersionStep step = VersionStep.Minor)
        => OwnSource.Read(Encoding.UTF8.GetBytes(yaml), "own.yaml", new OwnSourceContext(to, release, now ?? Begun, step), ReadLimits.Default);

    /// <summary>The collection of <see cref="Source"/>.</summary>
    public static OwnCollection Collection(AttackRelease release)
    {
        var read = Apply(Source, to: null, release);
        read.Diagnostics.ShouldBeEmpty();
        return read.Value.ShouldNotBeNull();
    }

    public static OwnEntry Entry(OwnCollection collection, string id) => collection.TryFind(id, out var found) ? found : throw new InvalidOperationException(id);

    public static StixValue.Mapping Json(string json) => (StixValue.Mapping)StixValueReader.TryRead(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), 64).ShouldNotBeNull();
}
