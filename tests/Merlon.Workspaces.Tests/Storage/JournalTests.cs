using Merlon.Assessment;
using Merlon.Workspaces.Storage;
using Microsoft.Data.Sqlite;

namespace Merlon.Workspaces.Tests.Storage;

public sealed class JournalTests : IDisposable
{
    static readonly JournalOwner Owner = new("Harbor Bank", "../organisation.yaml");

    readonly Sandbox sandbox = new();
    readonly DateTimeOffset start = SettableClock.Start;

    string JournalPath => sandbox.PathOf("journal.db");

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void What_was_stated_is_in_force_with_every_field()
    {
        var said = Statements.Of(Enumerable.Range(1, 500));
        using var journal = Journal.OpenForWriting(JournalPath, start);
        Sync(journal, said).ShouldBe(new JournalSync(500, 0, 0));
        journal.InForce(at: null).ShouldBe(said.OrderBy(static e => e.Id, StringComparer.Ordinal));
    }

    [Fact]
    public void Saying_the_same_again_appends_nothing()
    {
        var said = Statements.Of(Enumerable.Range(1, 50));
        using var journal = Journal.OpenForWriting(JournalPath, start);
        Sync(journal, said);
        Sync(journal, [.. said.Reverse(), .. said], start.AddDays(1)).ShouldBe(new JournalSync(0, 0, 50));
        journal.Summarise().ShouldBe(new JournalSummary("Harbor Bank", 50, 50, start));
    }

    [Fact]
    public void What_is_no_longer_said_is_withdrawn_and_stays_in_history()
    {
        using var journal = Journal.OpenForWriting(JournalPath, start);
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
        using var journal = Journal.OpenForWriting(JournalPath, start);
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
        using var journal = Journal.OpenForWriting(JournalPath, start);
        Sync(journal, Statements.Of(5, 6)); // a log source, a rule
        journal.Sync([], new HashSet<EvidenceKind> { EvidenceKind.Rule }, Owner, start, CancellationToken.None).ShouldBe(new JournalSync(0, 1, 0));
        InForce(journal, null).ShouldBe([5]);
    }

    [Fact]
    public void A_statement_of_a_kind_that_the_run_does_not_speak_for_is_a_bug()
    {
        using var journal = Journal.OpenForWriting(JournalPath, start);
        Should.Throw<ArgumentException>(() => journal.Sync(Statements.Of(5, 6), new HashSet<EvidenceKind> { EvidenceKind.Rule }, Owner, start, CancellationToken.None));
        journal.Summarise().Entries.ShouldBe(0);
    }

    [Fact]
    public void A_cancelled_sync_leaves_the_journal_as_it_was()
    {
        using var journal = Journal.OpenForWriting(JournalPath, start);
        Sync(journal, Statements.Of(1));
        Should.Throw<OperationCanceledException>(() => journal.Sync(Statements.Of(2), Statements.EveryKind, Owner, start, new CancellationToken(canceled: true)));
        InForce(journal, null).ShouldBe([1]);
        journal.Summarise().Entries.ShouldBe(1);
    }

    [Fact]
    public void A_sync_that_fails_midway_leaves_the_journal_as_it_was()
    {
        using var journal = Journal.OpenForWriting(JournalPath, start);
        Sync(journal, Statements.Of(1));
        Evidence[] said = [.. Statements.Of(2, 3), Statements.One(9) with { Kind = (EvidenceKind)77 }];
        Should.Throw<Exception>(() => journal.Sync(said, new HashSet<EvidenceKind>(Statements.EveryKind) { (EvidenceKind)77 }, Owner, start, CancellationToken.None));
        InForce(journal, null).ShouldBe([1]);
        Sync(journal, Statements.Of(1, 2)).ShouldBe(new JournalSync(1, 0, 1));
    }

    [Fact]
    public void A_clock_that_runs_back_does_not_take_history_with_it()
    {
        using var journal = Journal.OpenForWriting(JournalPath, start);
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
        using (var journal = Journal.OpenForWriting(JournalPath, start))
        {
            Sync(journal, Statements.Of(1, 2));
        }

        Should.Throw<SqliteException>(() => Execute(sql)).Message.ShouldContain("append-only");
    }

    [Fact]
    public void Commits_wait_for_the_disk()
    {
        using var connection = SqliteDialect.OpenForWriting(JournalPath);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous";
        command.ExecuteScalar().ShouldBe(2L); // FULL
        command.CommandText = "PRAGMA journal_mode";
        command.ExecuteScalar().ShouldBe("wal");
    }

    [Fact]
    public void A_newer_schema_is_refused_and_left_alone()
    {
        using (var journal = Journal.OpenForWriting(JournalPath, start))
        {
            Sync(journal, Statements.Of(1));
        }

        Execute($"INSERT INTO schema_version VALUES ({JournalSchema.Version + 1}, '2030-01-01')");
        Should.Throw<WorkspaceFormatException>(() => Journal.OpenForWriting(JournalPath, start)).Message.ShouldContain("newer Merlon");
        Should.Throw<WorkspaceFormatException>(() => Journal.OpenForReading(JournalPath));
    }

    [Fact]
    public void A_file_that_is_not_a_journal_is_refused_by_name()
    {
        File.WriteAllText(JournalPath, new string('x', 10_000));
        Should.Throw<WorkspaceFormatException>(() => Journal.OpenForWriting(JournalPath, start)).Message.ShouldContain(JournalPath);
        Should.Throw<WorkspaceFormatException>(() => Journal.OpenForReading(JournalPath));
        File.ReadAllText(JournalPath).ShouldBe(new string('x', 10_000));
    }

    [Fact]
    public void A_truncated_journal_is_refused_by_name()
    {
        using (var journal = Journal.OpenForWriting(JournalPath, start))
        {
            Sync(journal, Statements.Of(Enumerable.Range(1, 2000)));
        }

        using (var file = File.OpenWrite(JournalPath))
        {
            file.SetLength(file.Length / 2);
        }

        Should.Throw<WorkspaceFormatException>(() =>
        {
            using var journal = Journal.OpenForWriting(JournalPath, start);
            journal.InForce(at: null);
        }).Message.ShouldContain("damaged");
    }

    [Fact]
    public void Readers_see_the_last_sync_while_the_writer_is_in_the_next()
    {
        using var writer = Journal.OpenForWriting(JournalPath, start);
        Sync(writer, Statements.Of(1, 2));
        using var reader = Journal.OpenForReading(JournalPath).ShouldNotBeNull();
        InForce(reader, null).ShouldBe([1, 2]);

        using var other = SqliteDialect.OpenForWriting(JournalPath);
        using (var transaction = other.BeginTransaction(deferred: false))
        {
            using var command = other.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "INSERT INTO entry SELECT 99, recorded_at, 'withdrawn', evidence_id FROM entry WHERE sequence = 1";
            command.ExecuteNonQuery();
            InForce(reader, null).ShouldBe([1, 2]);
            transaction.Commit();
        }

        InForce(reader, null).Count.ShouldBe(1);
    }

    [Fact]
    public void There_is_no_journal_to_read_before_the_first_write()
    {
        Journal.OpenForReading(JournalPath).ShouldBeNull();
        File.Exists(JournalPath).ShouldBeFalse();
    }

    [Fact]
    public void A_list_is_newest_first_filtered_and_bounded()
    {
        using var journal = Journal.OpenForWriting(JournalPath, start);
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

    static JournalSync Sync(Journal journal, Evidence[] said, DateTimeOffset? now = null)
        => journal.Sync(said, Statements.EveryKind, Owner, now ?? SettableClock.Start, CancellationToken.None);

    static List<int> InForce(Journal journal, DateTimeOffset? at) => [.. journal.InForce(at).Select(NumberOf)];

    static int NumberOf(Evidence evidence) => Convert.ToInt32(evidence.Id[2..], 16);

    void Execute(string sql)
    {
        using var connection = SqliteDialect.OpenForWriting(JournalPath);
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of the tests
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
