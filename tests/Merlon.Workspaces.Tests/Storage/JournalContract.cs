using System.Data.Common;
using Merlon.Assessment;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Tests.Storage;

/// <summary>What the journal promises, whichever database keeps it.</summary>
public abstract class JournalContract : IDisposable
{
    static readonly JournalOwner Owner = new("Harbor Bank", "../organisation.yaml");

    readonly DateTimeOffset start = SettableClock.Start;

    internal Sandbox Sandbox { get; } = new();

    internal abstract Database Database { get; }

    public void Dispose()
    {
        Sandbox.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void What_was_stated_is_in_force_with_every_field()
    {
        var said = Statements.Of(Enumerable.Range(1, 500));
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, said).ShouldBe(new JournalSync(500, 0, 0));
        journal.InForce(at: null).ShouldBe(said.OrderBy(static e => e.Id, StringComparer.Ordinal));
    }

    [Fact]
    public void Statements_come_in_pages_the_latest_change_first()
    {
        var said = Statements.Of(Enumerable.Range(1, 250));
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, said);
        Sync(journal, [.. said.Take(200)], start.AddDays(1));
        JournalPage Asked(JournalState state, int offset, long? before = null) => journal.Page(new JournalQuery { State = state, Offset = offset, Limit = 100, Before = before });

        Asked(JournalState.InForce, 0).Total.ShouldBe(200);
        Asked(JournalState.Withdrawn, 0).Items.Count.ShouldBe(50);
        var all = Asked(JournalState.All, 0);
        (all.Total, all.Items.Count).ShouldBe((250, 100));
        all.Items.Take(50).ShouldAllBe(static one => !one.IsInForce);
        var pages = all.Items.Concat(Asked(JournalState.All, 100).Items).Concat(Asked(JournalState.All, 200).Items).ToList();
        pages.Select(static one => one.Evidence.Id).Distinct(StringComparer.Ordinal).Count().ShouldBe(250);
        pages.Select(static one => one.Sequence).ShouldBeInOrder(SortDirection.Descending);
        Asked(JournalState.All, 0, all.Items[^1].Sequence).Items.ShouldBe(pages.Skip(100).Take(100));
        journal.Days(5).Select(static day => (day.Stated, day.Withdrawn)).ShouldBe([(0, 50), (250, 0)]);
    }

    [Fact]
    public void Pages_are_asked_for_by_every_field()
    {
        var said = Statements.Of(Enumerable.Range(1, 120));
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, said);
        int Count(JournalQuery query) => (int)journal.Page(query with { Limit = 500 }).Total;
        var one = said[7];

        Count(new() { Technique = one.Technique.ToString() }).ShouldBe(said.Count(e => e.Technique == one.Technique || string.Equals(e.TechniqueAsWritten, one.Technique.ToString(), StringComparison.Ordinal)));
        Count(new() { Kind = one.Kind }).ShouldBe(said.Count(e => e.Kind == one.Kind));
        Count(new() { Axis = one.Axis, Scope = one.Scope }).ShouldBe(said.Count(e => e.Axis == one.Axis && string.Equals(e.Scope, one.Scope, StringComparison.Ordinal)));
        Count(new() { Source = one.Source.ToUpperInvariant() }).ShouldBe(said.Count(e => e.Source.Contains(one.Source, StringComparison.OrdinalIgnoreCase)));
        Count(new() { Text = one.Statement }).ShouldBeGreaterThan(0);
        Count(new() { Text = "100%_!" }).ShouldBe(0);
        var day = DateOnly.FromDateTime(start.UtcDateTime);
        Count(new() { From = day, To = day }).ShouldBe(120);
        Count(new() { From = day.AddDays(1) }).ShouldBe(0);
        Count(new() { To = day.AddDays(-1) }).ShouldBe(0);
    }

    [Fact]
    public void Saying_the_same_again_appends_nothing()
    {
        var said = Statements.Of(Enumerable.Range(1, 50));
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, said);
        Sync(journal, [.. said.Reverse(), .. said], start.AddDays(1)).ShouldBe(new JournalSync(0, 0, 50));
        journal.Summarise().ShouldBe(new JournalSummary("Harbor Bank", 50, 50, start));
    }

    [Fact]
    public void What_is_no_longer_said_is_withdrawn_and_stays_in_history()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1, 2, 4));
        Sync(journal, Statements.Of(1), start.AddDays(10)).ShouldBe(new JournalSync(0, 2, 1));
        Sync(journal, Statements.Of(1, 4), start.AddDays(20)).ShouldBe(new JournalSync(1, 0, 1));

        InForce(journal, null).ShouldBe([1, 4]);
        InForce(journal, start.AddTicks(-1)).ShouldBeEmpty();
        InForce(journal, start).ShouldBe([1, 2, 4]);
        InForce(journal, start.AddDays(10).AddTicks(-1)).ShouldBe([1, 2, 4]);
        InForce(journal, start.AddDays(10)).ShouldBe([1]);
        InForce(journal, start.AddDays(99)).ShouldBe([1, 4]);
        journal.Find(Statements.One(4).Id).Select(static e => (e.IsWithdrawn, e.RecordedAt))
            .ShouldBe([(false, start), (true, start.AddDays(10)), (false, start.AddDays(20))]);
    }

    [Fact]
    public void What_is_found_later_replaces_what_the_same_source_said_of_the_same_technique_and_nothing_else()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1, 2, 4));
        var newer = Statements.One(2) with { Id = "E-00000000000000ff", Strength = 0.5 };
        journal.Append([newer, Statements.One(9)], start.AddDays(1), CancellationToken.None).ShouldBe(new JournalSync(2, 1, 0));
        journal.InForce(at: null).Select(static e => e.Id)
            .ShouldBe([Statements.One(1).Id, Statements.One(4).Id, Statements.One(9).Id, newer.Id], ignoreOrder: true);
        journal.Append([newer], start.AddDays(2), CancellationToken.None).ShouldBe(new JournalSync(0, 0, 1));
    }

    [Fact]
    public void A_run_withdraws_only_kinds_that_it_speaks_for()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(5, 6)); // a log source, a rule
        journal.Sync([], new HashSet<EvidenceKind> { EvidenceKind.Rule }, Owner, start, CancellationToken.None).ShouldBe(new JournalSync(0, 1, 0));
        InForce(journal, null).ShouldBe([5]);
    }

    [Fact]
    public void A_statement_of_a_kind_that_the_run_does_not_speak_for_is_a_bug()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Should.Throw<ArgumentException>(() => journal.Sync(Statements.Of(5, 6), new HashSet<EvidenceKind> { EvidenceKind.Rule }, Owner, start, CancellationToken.None));
        journal.Summarise().Entries.ShouldBe(0);
    }

    [Fact]
    public void A_cancelled_sync_leaves_the_journal_as_it_was()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1));
        Should.Throw<OperationCanceledException>(() => journal.Sync(Statements.Of(2), Statements.EveryKind, Owner, start, new CancellationToken(canceled: true)));
        InForce(journal, null).ShouldBe([1]);
        journal.Summarise().Entries.ShouldBe(1);
    }

    [Fact]
    public void A_sync_that_fails_midway_leaves_the_journal_as_it_was()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1));
        Evidence[] said = [.. Statements.Of(2, 3), Statements.One(9) with { Kind = (EvidenceKind)77 }];
        Should.Throw<Exception>(() => journal.Sync(said, new HashSet<EvidenceKind>(Statements.EveryKind) { (EvidenceKind)77 }, Owner, start, CancellationToken.None));
        InForce(journal, null).ShouldBe([1]);
        Sync(journal, Statements.Of(1, 2)).ShouldBe(new JournalSync(1, 0, 1));
    }

    [Fact]
    public void A_clock_that_runs_back_does_not_take_history_with_it()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1), start);
        Sync(journal, Statements.Of(2), start.AddDays(-5));
        journal.Find(Statements.One(2).Id).Single().RecordedAt.ShouldBe(start);
        InForce(journal, start.AddDays(-1)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("UPDATE entry SET recorded_at = '2000-01-01'")]
    [InlineData("DELETE FROM entry")]
    [InlineData("UPDATE evidence SET strength = 1")]
    [InlineData("DELETE FROM evidence")]
    [InlineData("UPDATE organisation SET name = 'other'")]
    [InlineData("DELETE FROM organisation")]
    public void The_database_itself_refuses_to_change_what_was_recorded(string sql)
    {
        using (var journal = Journal.OpenForWriting(Database, start))
        {
            Sync(journal, Statements.Of(1, 2));
        }

        Should.Throw<DbException>(() => Execute(sql)).Message.ShouldContain("append-only");
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        using (var journal = Journal.OpenForWriting(Database, start))
        {
            Sync(journal, Statements.Of(1));
        }

        Execute($"INSERT INTO schema_version VALUES ({JournalSchema.Version + 1}, '2030-01-01')");
        Should.Throw<WorkspaceFormatException>(() => Journal.OpenForWriting(Database, start)).Message.ShouldContain("newer Merlon");
        Should.Throw<WorkspaceFormatException>(() => Journal.OpenForReading(Database));
    }

    [Fact]
    public void A_list_is_newest_first_filtered_and_bounded()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1, 2, 3));
        Sync(journal, Statements.Of(1, 2, 3, 8), start.AddHours(1));
        Ids(new JournalFilter(null, null, 100)).ShouldBe([8, 1, 2, 3]);
        Ids(new JournalFilter(null, null, 2)).ShouldBe([8, 1]);
        Ids(new JournalFilter(null, EvidenceKind.Control, 100)).ShouldBe([8, 3]);
        Ids(new JournalFilter("t1003.004", null, 100)).ShouldBe([3]);
        Ids(new JournalFilter("t1003", null, 100)).ShouldBeEmpty();
        Ids(new JournalFilter("'; DELETE FROM entry; --", null, 100)).ShouldBeEmpty();

        IEnumerable<int> Ids(JournalFilter filter) => journal.List(filter).Select(static e => NumberOf(e.Evidence));
    }

    [Fact]
    public async Task Writers_go_one_after_the_other_and_leave_no_gap()
    {
        using (Journal.OpenForWriting(Database, start))
        {
            // Makes the tables.
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            using var journal = Journal.OpenForWriting(Database, start);
            for (var i = 0; i < 10; i++)
            {
                Busy.WriteWhenFree(() => journal.Append(Statements.Of(1_000 + writer * 100 + i), start, CancellationToken.None));
            }
        })));
        using var read = Journal.OpenForReading(Database).ShouldNotBeNull();
        read.List(new JournalFilter(null, null, 1_000)).Select(static e => e.Sequence).Order().ShouldBe(Enumerable.Range(1, 40).Select(static n => (long)n));
        read.LastEntry().ShouldBe(40);
    }

    [Fact]
    public void A_writer_that_waits_too_long_is_told_so()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1));
        using var connection = Database.Open();
        using var transaction = Database.BeginWriting(connection);
        Should.Throw<WorkspaceLockedException>(() => Sync(journal, Statements.Of(1, 2))).Message.ShouldContain("busy");
        transaction.Rollback();
        Sync(journal, Statements.Of(1, 2)).Stated.ShouldBe(1);
    }

    [Fact]
    public void A_text_that_no_database_should_see_is_kept_readable()
    {
        using var journal = Journal.OpenForWriting(Database, start);
        var hostile = Statements.One(7) with { Statement = "before\0after \u202E; DROP TABLE entry; -- 🛡️", Source = "' OR 1=1 --" };
        Sync(journal, [hostile]);
        var kept = journal.InForce(at: null).Single();
        kept.Statement.ShouldStartWith("before");
        kept.Source.ShouldBe(hostile.Source);
        Sync(journal, [hostile]).ShouldBe(new JournalSync(0, 0, 1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void An_older_schema_becomes_the_newest_and_keeps_what_it_has(int version)
    {
        using (var connection = Database.Open())
        using (var transaction = Database.BeginWriting(connection))
        {
            JournalSchema.Migrate(Database, connection, transaction, start, version);
            EvidenceRow.InsertAll(connection, transaction, Statements.Of(1, 2).Select(EvidenceRow.Of));
            EntryRow.InsertAll(connection, transaction, [new(1, JournalText.Of(start), JournalText.Stated, Statements.One(1).Id), new(2, JournalText.Of(start), JournalText.Stated, Statements.One(2).Id)]);
            transaction.Commit();
        }

        using (var old = Journal.OpenForReading(Database).ShouldNotBeNull())
        {
            InForce(old, null).ShouldBe([1, 2]); // a reader does not migrate
        }

        using var journal = Journal.OpenForWriting(Database, start);
        Sync(journal, Statements.Of(1, 3)).ShouldBe(new JournalSync(1, 1, 1));
        using var look = Database.Open();
        JournalSchema.VersionOf(Database, look).ShouldBe(JournalSchema.Version);
    }

    static JournalSync Sync(Journal journal, Evidence[] said, DateTimeOffset? now = null)
        => journal.Sync(said, Statements.EveryKind, Owner, now ?? SettableClock.Start, CancellationToken.None);

    static List<int> InForce(Journal journal, DateTimeOffset? at) => [.. journal.InForce(at).Select(NumberOf)];

    static int NumberOf(Evidence evidence) => Convert.ToInt32(evidence.Id[2..], 16);

    void Execute(string sql)
    {
        using var connection = Database.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}

/// <summary>In PostgreSQL.</summary>
public sealed class PostgresJournalTests : JournalContract
{
    PostgresDatabase? database;

    internal override Database Database => database ??= new PostgresDatabase(DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase()), "journal");

    [Fact]
    public void There_is_no_journal_to_read_before_the_first_write() => Journal.OpenForReading(Database).ShouldBeNull();

    [Fact]
    public void The_database_refuses_to_forget_all_at_once()
    {
        using (Journal.OpenForWriting(Database, SettableClock.Start))
        {
            // Makes the tables.
        }

        Should.Throw<DbException>(() =>
        {
            using var connection = Database.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "TRUNCATE entry CASCADE";
            command.ExecuteNonQuery();
        }).Message.ShouldContain("append-only");
    }
}
