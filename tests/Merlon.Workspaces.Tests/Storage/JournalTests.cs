using Merlon.Assessment;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Tests.Storage;

/// <summary>In a file.</summary>
public sealed class JournalTests : JournalContract
{
    static readonly JournalOwner Owner = new("Harbor Bank", "../organisation.yaml");

    readonly DateTimeOffset start = SettableClock.Start;

    string JournalPath => Sandbox.PathOf("journal.db");

    internal override Database Database => new SqliteDatabase(JournalPath);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_journal_as_it_was_recorded_under_an_older_schema_opens_and_goes_on(int version)
    {
        using (var connection = SqliteDialect.OpenForWriting(JournalPath))
        using (var command = connection.CreateCommand())
        {
#pragma warning disable CA2100 // a file of the tests
            command.CommandText = "PRAGMA foreign_keys = OFF;\n" + File.ReadAllText(Repository.PathOf($"tests/Merlon.Workspaces.Tests/Storage/recorded/journal-{version}.sql"));
#pragma warning restore CA2100
            command.ExecuteNonQuery();
        }

        using (var old = Journal.OpenForReading(JournalPath).ShouldNotBeNull())
        {
            old.InForce(at: null).Count.ShouldBe(6);
        }

        using var journal = Journal.OpenForWriting(JournalPath, start);
        JournalSchema.Version.ShouldBe(4, "a new schema needs a recorded database of the one before, beside journal-4.sql");
        journal.InForce(at: null).ShouldContain(static e => e.Id == "E-0008a7e527b11237");
        journal.Summarise().Organisation.ShouldBe("Harbor Bank");
        Sync(journal, [.. journal.InForce(at: null), Statements.One(1)], start).ShouldBe(new JournalSync(1, 0, 6));
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

    static JournalSync Sync(Journal journal, Evidence[] said, DateTimeOffset? now = null)
        => journal.Sync(said, Statements.EveryKind, Owner, now ?? SettableClock.Start, CancellationToken.None);

    static List<int> InForce(Journal journal, DateTimeOffset? at) => [.. journal.InForce(at).Select(NumberOf)];

    static int NumberOf(Evidence evidence) => Convert.ToInt32(evidence.Id[2..], 16);
}
