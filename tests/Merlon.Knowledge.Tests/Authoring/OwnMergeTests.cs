using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Knowledge.Tests.Authoring;

public sealed class OwnMergeTests
{
    [Fact]
    public void A_release_that_changed_nothing_changes_nothing()
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Apply("changes: [{ id: T1001, description: Ours. }]", Own.Collection(release), release, Own.Later).Value.ShouldNotBeNull();
        var merged = OwnMerge.Of(own, MiniBundle.Small().Release(), Own.Later.AddDays(1));
        merged.Collection.ShouldBeSameAs(own);
        merged.Steps.ShouldBeEmpty();
    }

    [Fact]
    public void What_they_changed_elsewhere_comes_in_and_the_version_goes_up()
    {
        var merged = Merge("changes: [{ id: T1001, description: Ours. }]", MiniBundle.Small().Set("attack-pattern--a1", "x_mitre_platforms", MiniBundle.Refs("Hallway", "Garden", "Roof")).Set("attack-pattern--a1", "x_mitre_version", "1.5"));
        merged.Steps.ShouldHaveSingleItem().Kind.ShouldBe(OwnMergeKind.Merged);
        var entry = Own.Entry(merged.Collection, "T1001");
        entry.Fields.TextOf("description").ShouldBe("Ours.");
        entry.Fields.TextsOf("x_mitre_platforms").ShouldBe(["Hallway", "Garden", "Roof"]);
        entry.Version.ShouldBe("1.6");
        entry.Base.ShouldNotBeNull().Fields.TextsOf("x_mitre_platforms").Count.ShouldBe(3);
    }

    [Fact]
    public void A_conflict_keeps_ours_until_it_is_decided_and_survives_the_next_merge()
    {
        var theirs = MiniBundle.Small().Set("attack-pattern--a1", "description", "Theirs.");
        var merged = Merge("changes: [{ id: T1001, description: Ours. }]", theirs);
        merged.Steps.ShouldHaveSingleItem().Kind.ShouldBe(OwnMergeKind.Conflict);
        var conflict = Own.Entry(merged.Collection, "T1001").Conflicts.ShouldHaveSingleItem();
        conflict.ShouldBe(new OwnConflict("description", "1.0", conflict.Base, "\"Ours.\"", "\"Theirs.\""));
        Own.Entry(merged.Collection, "T1001").Fields.TextOf("description").ShouldBe("Ours.");

        var again = OwnMerge.Of(merged.Collection, theirs.Set("attack-pattern--a1", "x_mitre_version", "1.2").Release(), Own.Later.AddDays(1)).Collection;
        again.ConflictCount.ShouldBe(1);

        again.TryResolve("attack-pattern--a1", "description", conflict.Theirs, Own.Later.AddDays(2), out var taken).ShouldBeTrue();
        Own.Entry(taken.ShouldNotBeNull(), "T1001").Fields.TextOf("description").ShouldBe("Theirs.");
        taken.ConflictCount.ShouldBe(0);
        again.TryResolve("attack-pattern--a1", "description", value: null, Own.Later.AddDays(2), out var kept).ShouldBeTrue();
        Own.Entry(kept.ShouldNotBeNull(), "T1001").Fields.TextOf("description").ShouldBe("Ours.");
        again.TryResolve("attack-pattern--a1", "description", "{", Own.Later, out _).ShouldBeFalse();
        again.TryResolve("attack-pattern--a1", "name", null, Own.Later, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_change_that_they_made_too_is_no_longer_needed()
    {
        var merged = Merge("changes: [{ id: T1001, description: Ours. }]", MiniBundle.Small().Set("attack-pattern--a1", "description", "Ours."));
        merged.Steps.ShouldHaveSingleItem().Kind.ShouldBe(OwnMergeKind.Adopted);
        merged.Collection.TryFind("T1001", out _).ShouldBeFalse();
    }

    [Fact]
    public void What_is_gone_is_kept_and_said()
    {
        var release = new MiniBundle();
        release.Objects.AddRange(MiniBundle.Small().Objects.Where(static o => (string?)o!["id"] is not ("intrusion-set--g1") && (string?)o["source_ref"] is not "intrusion-set--g1" && (string?)o["target_ref"] is not "intrusion-set--g1").Select(static o => o!.DeepClone()));
        var merged = Merge("changes: [{ id: G0001, description: Ours. }]", release);
        merged.Steps.ShouldHaveSingleItem().Kind.ShouldBe(OwnMergeKind.Gone);
        merged.Collection.TryFind("G0001", out _).ShouldBeTrue();
    }

    [Fact]
    public void References_follow_what_replaced_their_object_and_remember_it()
    {
        var release = MiniBundle.Small().Technique("a9", "T1009", "Ring for ever", "knock").Revoke("attack-pattern--a2").Relate("revoked-by", "attack-pattern--a2", "attack-pattern--a9");
        var merged = Merge("{}", release);
        merged.Steps.Select(static s => s.Kind).ShouldBe([OwnMergeKind.Moved]);
        var moved = merged.Collection.Entries.Single(static e => e.Fields.Find("x_merlon_former_refs") is not null);
        moved.Fields.TextOf("target_ref").ShouldBe("attack-pattern--a9");
        moved.Fields.ItemsOf("x_merlon_former_refs").OfType<StixValue.Mapping>().Single().TextOf("id").ShouldBe("T1001.001");
        OwnMerge.Of(merged.Collection, release.Release(), Own.Later.AddDays(3)).Collection.ShouldBeSameAs(merged.Collection);
    }

    [Fact]
    public void A_release_that_takes_an_own_id_is_a_clash()
    {
        var merged = Merge("{}", MiniBundle.Small().Add("intrusion-set", "g7", "HBG0001", "Theirs"));
        merged.Steps.ShouldHaveSingleItem().Kind.ShouldBe(OwnMergeKind.Clash);
    }

    [Fact]
    public void A_real_change_of_17_comes_to_18_with_everything_that_18_brought()
    {
        var old = Load("ics-attack-17.1.json");
        var next = Load("ics-attack-18.1.json");
        var own = OwnCollection.Begin("H", OwnPrefix.TryParse("HB", out var prefix) ? prefix : throw new InvalidOperationException(), "H", Own.Begun);
        var ids = old.Techniques.Where(static t => t.IsLive).Select(static t => t.Id).ToList();
        var yaml = "changes:\n" + string.Concat(ids.Select(static id => $"  - {{ id: {id}, fields: {{ x_harbour_owner: SOC }} }}\n"));
        own = Own.Apply(yaml, own, old).Value.ShouldNotBeNull();
        own.Entries.Count.ShouldBe(ids.Count);
        var merged = OwnMerge.Of(own, next, Own.Later);
        merged.Collection.ConflictCount.ShouldBe(0);
        foreach (var entry in merged.Collection.Entries)
        {
            next.TryFindStix(entry.StixId, out var theirs).ShouldBeTrue();
            entry.Fields.TextOf("description").ShouldBe(theirs!.Description);
            entry.Fields.TextOf("x_harbour_owner").ShouldBe("SOC");
            entry.ChangedFields.ShouldBe(["x_harbour_owner"]);
        }
    }

    static OwnMergeResult Merge(string yaml, MiniBundle next)
    {
        var release = MiniBundle.Small().Release();
        var own = Own.Apply(yaml, Own.Collection(release), release, Own.Later).Value.ShouldNotBeNull();
        return OwnMerge.Of(own, next.Release(), Own.Later.AddHours(1));
    }

    static AttackRelease Load(string name)
        => StixReader.Read([new StixBundle(name, File.ReadAllBytes(SharedData.PathOf($"attack/{name}")))], version: null, ReadLimits.Default).Value.ShouldNotBeNull();
}
