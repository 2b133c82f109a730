using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Tests;

/// <summary>Evidence moves with the release in use: nothing is lost, nothing is doubled, and going back brings back what was there.</summary>
public abstract class WorkspaceUseContract : IDisposable
{
    static readonly JournalOwner Owner = new("Demo House", "../organisation.yaml");

    readonly Sandbox sandbox = new();
    readonly SettableClock clock = new();

    internal abstract DatabaseAddress? Address { get; }

    public void Dispose()
    {
        sandbox.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>1.0 has a1 … a7; 2.0 revokes a2 by b2, splits a3 into b3 and b4, merges a4 and a5 into b5, deprecates a6, drops a7; 3.0 revives a6.</summary>
    static MiniRelease One => new MiniRelease("1.0").Tactic("t1", "TA0001", "knock").Matrix("t1")
        .Technique("a1", "T1001", "Stay", "knock").Technique("a2", "T1002", "Go", "knock").Technique("a3", "T1003", "Split", "knock")
        .Technique("a4", "T1004", "Merge left", "knock").Technique("a5", "T1005", "Merge right", "knock").Technique("a6", "T1006", "Sleep", "knock")
        .Technique("a7", "T1007", "Vanish", "knock").Mitigation("m1", "M1001", "Mute").Relate("mitigates", "m1", "a1");

    static MiniRelease Two => Three("2.0").Deprecated("a6");

    static MiniRelease Three(string version = "3.0") => new MiniRelease(version).Tactic("t1", "TA0001", "enter").Matrix("t1")
        .Technique("a1", "T1001", "Stay", "enter").Technique("a2", "T1002", "Go", "enter").Technique("a3", "T1003", "Split", "enter")
        .Technique("a4", "T1004", "Merge left", "enter").Technique("a5", "T1005", "Merge right", "enter").Technique("a6", "T1006", "Sleep", "enter")
        .Technique("b2", "T2002", "Gone to", "enter").Technique("b3", "T2003", "Split one", "enter").Technique("b4", "T2004", "Split other", "enter")
        .Technique("b5", "T2005", "Merged", "enter").Mitigation("m1", "M1001", "Mute").Relate("mitigates", "m1", "a1")
        .Revoked("a2", "b2").Revoked("a3", "b3", "b4").Revoked("a4", "b5").Revoked("a5", "b5");

    [Fact]
    public async Task Each_statement_follows_its_technique()
    {
        await BeginAsync(One, Two);
        var passage = Use("2.0");
        passage.From.ShouldBe(["1.0"]);
        var moved = passage.Moves.Where(static m => m.Kind != EvidenceMoveKind.Kept).Select(static m => $"{m.Old.Technique} {m.Kind} {string.Join(',', m.New.Select(static e => $"{e.Technique}:{e.Strength:0.###}"))} [{string.Join("; ", m.Steps)}]").Order(StringComparer.Ordinal);
        moved.ShouldBe([
            "T1002 Moved T2002:0.4 [T1002 revoked-by T2002]",
            "T1003 Split T2003:0.2,T2004:0.2 [T1003 revoked-by T2003; T1003 revoked-by T2004]",
            "T1004 Moved T2005:0.4 [T1004 revoked-by T2005]",
            "T1005 Moved T2005:0.4 [T1005 revoked-by T2005]",
            "T1006 DeadEnd  []",
            "T1007 DeadEnd  []"]);
        passage.Asleep.ShouldBe(2);
        using var workspace = Open(WorkspaceAccess.Read);
        workspace.ListReleases().Single(static r => r.IsPinned).Version.ShouldBe("2.0");
        workspace.EvidenceInForce().ShouldAllBe(static e => e.Release == "2.0" && e.Id == EvidenceId.Of(e));
        workspace.EvidenceInForce().Select(static e => e.Technique.ToString()).Order(StringComparer.Ordinal).ShouldBe(["T1001", "T2002", "T2003", "T2004", "T2005", "T2005"]);
        workspace.EvidenceAsleep().Select(static e => e.Technique.ToString()).Order(StringComparer.Ordinal).ShouldBe(["T1006", "T1007"]);
        workspace.SummariseJournal().Asleep.ShouldBe(2);
    }

    [Fact]
    public async Task Going_back_brings_back_exactly_what_was_there()
    {
        await BeginAsync(One, Two);
        var before = InForce();
        Use("2.0");
        var there = InForce();
        Use("1.0").Moves.ShouldAllBe(static m => m.Kind == EvidenceMoveKind.Restored);
        InForce().ShouldBe(before);
        Asleep().ShouldBeEmpty();
        Use("2.0");
        InForce().ShouldBe(there);
        Asleep().Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_slept_wakes_in_a_release_that_has_its_technique_again_even_over_one_that_has_not()
    {
        await BeginAsync(One, Two, Three());
        Use("2.0");
        var passage = Use("3.0");
        passage.Moves.Single(static m => m.WasAsleep).New.Single().Technique.ToString().ShouldBe("T1006");
        Asleep().Select(static e => e.Technique.ToString()).ShouldBe(["T1007"]);
        Use("2.0");
        Asleep().Select(static e => e.Technique.ToString()).Order(StringComparer.Ordinal).ShouldBe(["T1006", "T1007"]);
        Use("1.0");
        InForce().Select(static e => e.Technique.ToString()).Order(StringComparer.Ordinal).ShouldBe(["T1001", "T1002", "T1003", "T1004", "T1005", "T1006", "T1007"]);
    }

    [Fact]
    public async Task Claims_of_one_source_that_meet_at_one_technique_count_once()
    {
        await BeginAsync([Rule("T1004", .3, "rule:x:1"), Rule("T1005", .5, "rule:x:1"), Rule("T1005", .2, "rule:x:2")], One, Two);
        var passage = Use("2.0");
        passage.Count(EvidenceMoveKind.Joined).ShouldBe(1);
        InForce().Select(static e => (e.Source, e.Strength)).Order().ShouldBe([("rule:x:1", .5), ("rule:x:2", .2)]);
        Use("1.0");
        InForce().Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_source_that_wrote_one_of_several_candidates_meant_that_one()
    {
        await BeginAsync([Rule("T2005", .5, "rule:x:1") with { TechniqueAsWritten = "T1004", Release = "2.0" }], Two, One);
        Use("1.0");
        InForce().Single().ShouldSatisfyAllConditions(static e => e.Technique.ToString().ShouldBe("T1004"), static e => e.Strength.ShouldBe(.5));
    }

    [Fact]
    public async Task Without_the_release_that_it_was_made_against_evidence_moves_by_its_ids_and_that_is_said()
    {
        await BeginAsync([Rule("T1002", .5, "rule:x:1") with { Release = "0.9" }], One, Two);
        using var workspace = Open(WorkspaceAccess.Write);
        var used = workspace.UseRelease("2.0", record: true, null, CancellationToken.None);
        used.Diagnostics.Single().Code.ShouldBe("WORK005");
        workspace.EvidenceInForce().Single().Technique.ToString().ShouldBe("T2002");
    }

    [Fact]
    public async Task Evidence_of_a_domain_that_the_release_lacks_sleeps_until_one_has_it()
    {
        var other = new MiniRelease("1.0", "other-attack").Tactic("t9", "TA0009", "hum").Matrix("t9").Technique("o1", "T9001", "Elsewhere", "hum");
        await BeginAsync([Rule("T9001", .5, "rule:x:1")], One, other, Two);
        Use("2.0").Count(EvidenceMoveKind.OutOfDomain).ShouldBe(1);
        Use("1.0");
        InForce().Single().Technique.ToString().ShouldBe("T9001");
    }

    [Fact]
    public async Task A_dry_run_changes_nothing()
    {
        await BeginAsync(One, Two);
        var before = InForce();
        using (var workspace = Open(WorkspaceAccess.Read))
        {
            workspace.UseRelease("2.0", record: false, null, CancellationToken.None).Value.ShouldNotBeNull().Moves.Count.ShouldBe(7);
        }

        InForce().ShouldBe(before);
        Pinned().ShouldBe("1.0");
    }

    [Fact]
    public async Task A_cancelled_change_changes_nothing()
    {
        await BeginAsync(One, Two);
        var before = InForce();
        using (var workspace = Open(WorkspaceAccess.Write))
        {
            using CancellationTokenSource source = new();
            Should.Throw<OperationCanceledException>(() => workspace.UseRelease("2.0", record: true, new CancelAtRecording(source), source.Token));
        }

        InForce().ShouldBe(before);
        Pinned().ShouldBe("1.0");
    }

    [Theory]
    [InlineData(true, "2.0")]
    [InlineData(false, "1.0")]
    public async Task A_change_that_a_crash_interrupted_is_whole_or_absent(bool wasCommitted, string pinned)
    {
        await BeginAsync(One, Two);
        var before = InForce();
        if (wasCommitted)
        {
            Use("2.0");
        }

        var there = InForce();
        new WorkspaceFile("1.0") { MovingTo = "2.0", Passage = 1 }.Write(sandbox.PathOf(".merlon"));
        Pinned().ShouldBe(pinned);
        InForce().ShouldBe(there);
        Use(wasCommitted ? "1.0" : "2.0");
        Use("1.0");
        Pinned().ShouldBe("1.0");
        InForce().ShouldBe(before);
    }

    [Fact]
    public async Task The_journal_names_both_ends_of_a_move()
    {
        await BeginAsync(One, Two);
        Use("2.0");
        using var workspace = Open(WorkspaceAccess.Read);
        var entries = workspace.ListJournal(new JournalFilter(null, null, 100));
        var stated = entries.Single(static e => !e.IsWithdrawn && e.Evidence.Technique.ToString() == "T2002");
        stated.Moves.Single().ShouldSatisfyAllConditions(
            static m => m.Technique.ShouldBe("T1002"), static m => m.Release.ShouldBe("1.0"), static m => m.Kind.ShouldBe(EvidenceMoveKind.Moved),
            static m => m.Steps.ShouldBe(["T1002 revoked-by T2002"]));
        entries.Single(static e => e.IsWithdrawn && e.Evidence.Technique.ToString() == "T1003").Moves.Select(static m => m.Technique).ShouldBe(["T2003", "T2004"]);
        entries.Single(static e => e.IsWithdrawn && e.Evidence.Technique.ToString() == "T1006").Moves.Single().Technique.ShouldBeNull();
    }

    [Fact]
    public async Task An_assessment_after_the_change_neither_doubles_nor_loses()
    {
        sandbox.Write("organisation.yaml", """
            merlon: 1
            name: Demo House
            domains: [demo-attack]
            platforms: [Hallway]
            mitigations:
              - {mitigation: M1001, degree: partial}
            tests:
              - {technique: T1002, outcome: none, date: 2026-09-14}
              - {technique: T1003, outcome: alerted, date: 2026-09-15}
              - {technique: T1006, outcome: none, date: 2026-09-16}
            """);
        await AddAsync(One, Two);
        Use("1.0");
        await AssessAsync();
        var before = InForce();
        before.Count.ShouldBe(4);
        Use("2.0");
        var carried = InForce();
        await AssessAsync();
        InForce().ShouldBe(carried, "the assessment says of the new release what was carried over to it");
        Asleep().Single().Technique.ToString().ShouldBe("T1006");
        Use("1.0");
        InForce().ShouldBe(before);
        await AssessAsync();
        InForce().ShouldBe(before);
    }

    [Fact]
    public async Task A_journal_of_an_older_Merlon_is_read_as_it_is_and_gets_the_new_tables_when_written()
    {
        await BeginAsync(One, Two);
        using (var connection = WorkspaceStores.JournalOf(sandbox.PathOf(".merlon"), Address).Open())
        {
            Execute(connection, "DROP TABLE test_basis");
            Execute(connection, "DROP TABLE assessment");
            Execute(connection, "DROP TABLE signoff");
            Execute(connection, "DROP TABLE document");
            Execute(connection, "DROP TABLE evidence_move");
            Execute(connection, "DROP TABLE passage");
            Execute(connection, "DELETE FROM schema_version WHERE version >= 2");
        }

        InForce().Count.ShouldBe(7);
        Asleep().ShouldBeEmpty();
        using (var workspace = Open(WorkspaceAccess.Read))
        {
            workspace.ListJournal(new JournalFilter(null, null, 10)).Count.ShouldBe(7);
        }

        Use("2.0").Moves.Count.ShouldBe(7);
    }

    [Fact]
    public async Task Any_way_through_releases_loses_nothing_and_ends_where_it_began()
    {
        await BeginAsync(One, Two, Three());
        var before = InForce();
        var walks = Gen.ListOf(Gen.Elements("1.0", "2.0", "3.0"));
        Prop.ForAll(walks.ToArbitrary(), walk =>
        {
            foreach (var version in walk)
            {
                var (inForce, asleep) = (InForce(), Asleep());
                var passage = Use(version);
                var accounted = passage.Moves.Select(static m => m.Old.Id).ToHashSet(StringComparer.Ordinal);
                inForce.ShouldAllBe(e => e.Release == version || accounted.Contains(e.Id), "every statement in force is said to go somewhere");
                InForce().ShouldAllBe(e => e.Release == version && e.Id == EvidenceId.Of(e));
                Asleep().Count.ShouldBe(passage.Asleep);
                (passage.Moves.Count(static m => m.New.Count == 0) + asleep.Count(e => !accounted.Contains(e.Id))).ShouldBe(passage.Asleep);
            }

            Use("1.0");
            InForce().ShouldBe(before);
            Asleep().ShouldBeEmpty();
            return true;
        }).Check(Cases.Quick.WithMaxTest(12).WithEndSize(6));
    }

    static void Execute(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static Evidence Rule(string technique, double strength, string source)
    {
        Evidence statement = new()
        {
            Id = "", Kind = EvidenceKind.Rule, Axis = Axis.Detection, Technique = TechniqueId.Parse(technique, provider: null), TechniqueAsWritten = technique, Scope = "",
            Date = null, Strength = strength, Source = source, Place = "rules/a.yml:1:1", Statement = $"a rule on {technique}", Release = "1.0",
        };
        return statement with { Id = EvidenceId.Of(statement) };
    }

    Task BeginAsync(params MiniRelease[] releases)
        => BeginAsync([.. Enumerable.Range(1, 7).Select(i => Rule($"T100{i}", .4, $"rule:demo:{i}"))], releases);

    async Task BeginAsync(Evidence[] said, params MiniRelease[] releases)
    {
        await AddAsync(releases);
        var first = releases[0].FileName.Split('-')[^1][..^".json".Length];
        using var workspace = Open(WorkspaceAccess.Write);
        workspace.TryUseRelease(first).ShouldBeTrue();
        using var journal = Journal.OpenForWriting(WorkspaceStores.JournalOf(sandbox.PathOf(".merlon"), Address), clock.Now);
        journal.Sync([.. said.Select(static e => e with { Id = EvidenceId.Of(e) })], Statements.EveryKind, Owner, clock.Now, CancellationToken.None);
    }

    async Task AddAsync(params MiniRelease[] releases)
    {
        using var workspace = Open(WorkspaceAccess.Write);
        foreach (var release in releases)
        {
            var path = sandbox.Write(release.FileName, "");
            await File.WriteAllBytesAsync(path, release.Utf8);
            var added = await workspace.AddReleaseAsync(path, null, null, CancellationToken.None);
            added.Value.ShouldNotBeNull(string.Join('\n', added.Diagnostics));
        }
    }

    async Task AssessAsync()
    {
        using var workspace = Open(WorkspaceAccess.Write);
        var read = await workspace.AssessAsync(new AssessRequest(sandbox.PathOf("organisation.yaml"), null, null, [], null), null, CancellationToken.None);
        read.Value.ShouldNotBeNull(string.Join('\n', read.Diagnostics));
    }

    EvidencePassage Use(string version)
    {
        clock.Now = clock.Now.AddHours(1);
        using var workspace = Open(WorkspaceAccess.Write);
        var used = workspace.UseRelease(version, record: true, null, CancellationToken.None);
        return used.Value.ShouldNotBeNull(string.Join('\n', used.Diagnostics));
    }

    IReadOnlyList<Evidence> InForce()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return workspace.EvidenceInForce();
    }

    IReadOnlyList<Evidence> Asleep()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return workspace.EvidenceAsleep();
    }

    string Pinned()
    {
        using var workspace = Open(WorkspaceAccess.Read);
        return workspace.ListReleases().Single(static r => r.IsPinned).Version;
    }

    Workspace Open(WorkspaceAccess access) => Workspace.Open(new WorkspaceOptions(sandbox.PathOf(".merlon"), access, clock) { Database = Address });

    sealed class CancelAtRecording(CancellationTokenSource source) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
        {
            if (value.Stage == "Recording")
            {
                source.Cancel();
            }
        }
    }
}

/// <summary>In the workspace's own files.</summary>
public sealed class WorkspaceUseTests : WorkspaceUseContract
{
    internal override DatabaseAddress? Address => null;
}

/// <summary>In PostgreSQL.</summary>
public sealed class PostgresWorkspaceUseTests : WorkspaceUseContract
{
    DatabaseAddress? address;

    internal override DatabaseAddress? Address => address ??= DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase());
}
