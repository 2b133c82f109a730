using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Dapper;
using FsCheck;
using FsCheck.Fluent;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Backups;
using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Tests.Storage.Databases;

namespace Merlon.Workspaces.Tests.Storage.Backups;

/// <summary>Backups, and moves between the two databases: the same rows, bytes and times arrive, or nothing does.</summary>
public sealed class BackupTests : IDisposable
{
    readonly SmallBank bank = new();
    int targets;

    Sandbox Sandbox => bank.Sandbox;

    BackupPlace Bank => new(bank.WorkspaceFolder, bank.Folder, Database: null);

    BackupCall Call => new(bank.Clock, "1.2.3", Progress: null);

    public void Dispose() => bank.Dispose();

    [Fact]
    public void A_backup_restores_into_a_folder_as_it_was()
    {
        Prepare();
        var written = Backup("b.tar.gz");
        written.Tables.ShouldContain(static table => table.Part == "journal" && table.Name == "entry" && table.Rows > 0);
        var restored = WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), FolderAt("again"), Call, CancellationToken.None);
        restored.Tables.Select(static table => (table.Part, table.Name, table.Rows, table.Sha256)).ShouldBe(written.Tables.Select(static table => (table.Part, table.Name, table.Rows, table.Sha256)), ignoreOrder: true);
        File.ReadAllText(Sandbox.PathOf("again", "organisation.yaml")).ShouldBe(SmallBank.Text);
        using var workspace = Workspace.Open(new WorkspaceOptions(Sandbox.PathOf("again", ".merlon"), WorkspaceAccess.Read, bank.Clock));
        using var original = bank.Open(WorkspaceAccess.Read);
        workspace.EvidenceInForce().ShouldBe(original.EvidenceInForce());
        workspace.ListJournal(new JournalFilter(null, null, 10_000)).Select(static e => (e.Sequence, e.RecordedAt, e.IsWithdrawn, e.Evidence.Id))
            .ShouldBe(original.ListJournal(new JournalFilter(null, null, 10_000)).Select(static e => (e.Sequence, e.RecordedAt, e.IsWithdrawn, e.Evidence.Id)));
    }

    [Fact]
    public void A_backup_of_files_restores_into_PostgreSQL_and_back_byte_for_byte()
    {
        Prepare();
        var written = Backup("b.tar.gz");
        BackupPlace server = new("", "", NewServer());
        WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), server, Call, CancellationToken.None);
        var again = WorkspaceBackup.Write(server, Sandbox.PathOf("c.tar.gz"), Call, CancellationToken.None);
        again.Tables.ShouldBe(written.Tables, ignoreOrder: true);
        (again.Files, again.FileBytes).ShouldBe((written.Files, written.FileBytes));
        WorkspaceBackup.Restore(Sandbox.PathOf("c.tar.gz"), FolderAt("back"), Call, CancellationToken.None).Tables.Select(static t => t.Sha256).ShouldBe(written.Tables.Select(static t => t.Sha256), ignoreOrder: true);
        File.ReadAllText(Sandbox.PathOf("back", "rules", "example.yml")).ShouldBe(SmallBank.Rule);
    }

    [Fact]
    public void A_workspace_moves_into_PostgreSQL_and_out_again_without_loss_and_says_where_it_went()
    {
        Prepare();
        using var before = bank.Open(WorkspaceAccess.Read);
        var (inForce, entries) = (before.EvidenceInForce(), before.ListJournal(new JournalFilter(null, null, 10_000)).Count);
        before.Dispose();
        BackupPlace server = new("", "", NewServer());
        WorkspaceBackup.Move(Bank, server, Call, CancellationToken.None);
        Should.Throw<WorkspaceFormatException>(() => bank.Open(WorkspaceAccess.Read)).Message.ShouldContain("was moved to postgres://");
        Should.Throw<WorkspaceFormatException>(() => Team.Open(new TeamOptions(bank.WorkspaceFolder, bank.Clock)));
        using (var shared = Workspace.Open(new WorkspaceOptions(Sandbox.PathOf("copy", "ws"), WorkspaceAccess.Read, bank.Clock) { Database = server.Database, OrganisationFolder = Sandbox.PathOf("copy", "org") }))
        {
            shared.EvidenceInForce().ShouldBe(inForce);
            File.ReadAllText(Sandbox.PathOf("copy", "org", "organisation.yaml")).ShouldBe(SmallBank.Text);
        }

        WorkspaceBackup.Move(server, FolderAt("home"), Call, CancellationToken.None);
        Should.Throw<WorkspaceFormatException>(() => Workspace.Open(new WorkspaceOptions(Sandbox.PathOf("copy", "ws"), WorkspaceAccess.Read, bank.Clock) { Database = server.Database })).Message.ShouldContain("was moved to");
        Should.Throw<WorkspaceFormatException>(() => Team.Open(new TeamOptions(Sandbox.PathOf("copy", "ws"), bank.Clock) { Database = server.Database })).Message.ShouldContain("was moved to");
        using var home = Workspace.Open(new WorkspaceOptions(Sandbox.PathOf("home", ".merlon"), WorkspaceAccess.Read, bank.Clock));
        home.EvidenceInForce().ShouldBe(inForce);
        home.ListJournal(new JournalFilter(null, null, 10_000)).Count.ShouldBe(entries);
    }

    [Fact]
    public void Whatever_is_in_the_tables_arrives_as_it_was()
    {
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed =>
        {
            using var sandbox = new Sandbox();
            var random = new Random(seed);
            var (organisation, workspace) = (sandbox.PathOf("org"), sandbox.PathOf("org", ".merlon"));
            Directory.CreateDirectory(workspace);
            SqliteDatabase journal = new(Path.Combine(workspace, "journal.db"));
            using (Journal.OpenForWriting(journal, SettableClock.Start))
            {
                // Makes the tables.
            }

            SqliteDatabase team = new(Path.Combine(workspace, Team.FileName));
            TeamSchema.Migrate(team);
            RandomRows.Fill(journal, ["document", "organisation", "evidence", "entry", "passage", "evidence_move", "assessment", "signoff", "test_basis"], random, 12, withNul: false);
            RandomRows.Fill(team, team.Read(connection => team.Tables(connection, null)).Where(static table => table != TeamSchema.VersionsTable), random, 12, withNul: false);
            BackupPlace server = new("", "", NewServer());
            BackupPlace from = new(workspace, organisation, Database: null);
            var written = WorkspaceBackup.Write(from, sandbox.PathOf("before.tar.gz"), Call, CancellationToken.None);
            WorkspaceBackup.Move(from, server, Call, CancellationToken.None);
            WorkspaceBackup.Move(server, new BackupPlace(sandbox.PathOf("back", ".merlon"), sandbox.PathOf("back"), Database: null), Call, CancellationToken.None);
            WorkspaceBackup.Write(new BackupPlace(sandbox.PathOf("back", ".merlon"), sandbox.PathOf("back"), Database: null), sandbox.PathOf("after.tar.gz"), Call, CancellationToken.None)
                .Tables.ShouldBe(written.Tables, ignoreOrder: true);
            return true;
        }).Check(Cases.Quick.WithMaxTest(6));
    }

    [Fact]
    public void A_character_that_PostgreSQL_cannot_keep_is_replaced_and_counted()
    {
        Prepare();
        using (var connection = SqliteDialect.OpenForWriting(Path.Combine(bank.WorkspaceFolder, "journal.db")))
        {
            connection.Execute("INSERT INTO test_basis (test_key, recorded_at, basis) VALUES ('k', '2026', @basis)", new { basis = "a\0b" });
        }

        Backup("b.tar.gz");
        var restored = WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), new BackupPlace("", "", NewServer()), Call, CancellationToken.None);
        var kept = restored.Tables.Sum(static table => table.Cleaned);
        kept.ShouldBeLessThanOrEqualTo(1); // SQLite's own reader may end the text there
    }

    [Fact]
    public void A_backup_of_an_older_schema_is_brought_up_to_date()
    {
        Directory.CreateDirectory(bank.WorkspaceFolder);
        SqliteDatabase old = new(bank.JournalPath);
        old.Write((connection, transaction) =>
        {
            JournalSchema.Migrate(old, connection, transaction, SettableClock.Start, 1);
            EvidenceRow.InsertAll(connection, transaction, Statements.Of(1, 2).Select(EvidenceRow.Of));
            EntryRow.InsertAll(connection, transaction, [new(1, JournalText.Of(SettableClock.Start), JournalText.Stated, Statements.One(1).Id)]);
            return true;
        });
        Backup("b.tar.gz");
        var server = NewServer();
        WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), new BackupPlace("", "", server), Call, CancellationToken.None);
        using var workspace = Workspace.Open(new WorkspaceOptions(Sandbox.PathOf("copy"), WorkspaceAccess.Write, bank.Clock) { Database = server });
        workspace.EvidenceInForce().Select(static e => e.Id).ShouldBe([Statements.One(1).Id]);
    }

    [Fact]
    public async Task A_backup_is_of_one_moment_while_others_write()
    {
        Prepare();
        using CancellationTokenSource stop = new();
        var writing = Task.Run(
            () =>
        {
            for (var run = 1; !stop.IsCancellationRequested; run++)
            {
                using var journal = Journal.OpenForWriting(bank.JournalPath, bank.Clock.Now);
                journal.Append(Statements.Of(run % 50), bank.Clock.Now, CancellationToken.None);
            }
        },
            TestContext.Current.CancellationToken);
        for (var i = 0; i < 5; i++)
        {
            var written = Backup($"b{i}.tar.gz");
            WorkspaceBackup.Restore(Sandbox.PathOf($"b{i}.tar.gz"), FolderAt($"r{i}"), Call, CancellationToken.None);
            using var workspace = Workspace.Open(new WorkspaceOptions(Sandbox.PathOf($"r{i}", ".merlon"), WorkspaceAccess.Read, bank.Clock));
            workspace.ListJournal(new JournalFilter(null, null, 100_000)).Select(static e => e.Sequence).Order().ShouldBe(Enumerable.Range(1, (int)workspace.SummariseJournal().Entries).Select(static n => (long)n));
        }

        await stop.CancelAsync(); // ends the writer
        await writing;
    }

    [Fact]
    public void Large_files_that_never_change_are_copied_while_others_write_and_belong_to_the_backup_although_they_are_removed()
    {
        Prepare();
        var large = new byte[FolderBackupSource.LastingBytesMin * 2];
        new Random(1).NextBytes(large);
        var upload = Sandbox.PathOf("ws", "uploads", "big", "log.evtx");
        Directory.CreateDirectory(Path.GetDirectoryName(upload)!);
        File.WriteAllBytes(upload, large);
        var mayWrite = false;
        Seen progress = new(at =>
        {
            if (at.Stage == "Copying files" && at.Done == at.Total - 1 && File.Exists(upload))
            {
                Should.Throw<WorkspaceLockedException>(() => WriterLock.Take(bank.WorkspaceFolder, SettableClock.Start)); // all but the large one is copied, by the one who writes
                Directory.Delete(Path.GetDirectoryName(upload)!, recursive: true); // somebody removes it in this moment
            }

            if (at.Stage == "Copying files" && at.Done == at.Total)
            {
                using var taken = WriterLock.Take(bank.WorkspaceFolder, SettableClock.Start);
                mayWrite = true;
            }
        });
        WorkspaceBackup.Write(Bank, Sandbox.PathOf("b.tar.gz"), new BackupCall(bank.Clock, "1.2.3", progress), CancellationToken.None);
        mayWrite.ShouldBeTrue();
        WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), FolderAt("again"), Call, CancellationToken.None);
        File.ReadAllBytes(Sandbox.PathOf("again", ".merlon", "uploads", "big", "log.evtx")).ShouldBe(large);
    }

    [Fact]
    public void The_audit_log_stays_append_only_wherever_a_backup_is_restored_or_moved_to()
    {
        Prepare();
        Team.Open(new TeamOptions(bank.WorkspaceFolder, bank.Clock)).Audit(new AuditEntry(default, "", "Anna", "sign-in", "anna", "done", ""));
        Backup("b.tar.gz");
        WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), FolderAt("again"), Call, CancellationToken.None);
        BackupPlace server = new("", "", NewServer());
        WorkspaceBackup.Move(Bank, server, Call, CancellationToken.None);
        foreach (var database in new[] { new SqliteDatabase(Sandbox.PathOf("again", ".merlon", Team.FileName)), WorkspaceStores.TeamOf("", server.Database) })
        {
            database.Read(static connection => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM people_audit")).ShouldBe(1);
            Should.Throw<IOException>(() => database.Read(static connection => connection.Execute("DELETE FROM people_audit"))).Message.ShouldContain("append-only");
        }
    }

    sealed class Seen(Action<WorkProgress> look) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value) => look(value);
    }

    [Fact]
    public void Where_something_is_nothing_is_restored()
    {
        Prepare();
        Backup("b.tar.gz");
        Should.Throw<InvalidDataException>(() => Backup("b.tar.gz")).Message.ShouldContain("there already");
        Should.Throw<InvalidDataException>(() => WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), new BackupPlace("", bank.Folder, null), Call, CancellationToken.None)).Message.ShouldContain("not empty");
        BackupPlace server = new("", "", NewServer());
        WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), server, Call, CancellationToken.None);
        Should.Throw<InvalidDataException>(() => WorkspaceBackup.Restore(Sandbox.PathOf("b.tar.gz"), server, Call, CancellationToken.None)).Message.ShouldContain("has a workspace already");
    }

    [Fact]
    public void Only_its_owner_may_read_a_backup()
    {
        Prepare();
        Backup("b.tar.gz");
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Sandbox.PathOf("b.tar.gz")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Directory.EnumerateFileSystemEntries(Sandbox.Folder, "*.part").ShouldBeEmpty();
        Directory.EnumerateFileSystemEntries(Sandbox.Folder, ".merlon-*").ShouldBeEmpty();
    }

    [Fact]
    public void Any_changed_byte_is_found_before_anything_is_written()
    {
        Prepare();
        Backup("b.tar.gz");
        var plain = Unpacked("b.tar.gz");
        var random = new Random(20261122);
        for (var i = 0; i < 60; i++)
        {
            var changed = plain.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)random.Next(1, 256);
            Refused(changed, mayBeWhole: true);
        }

        for (var i = 0; i < 20; i++)
        {
            Refused(plain[..random.Next(plain.Length - 2_048)], mayBeWhole: false);
        }

        Refused([], mayBeWhole: false);
        Refused([0x1F, 0x8B, 1, 2, 3], mayBeWhole: false);
        Refused(Encoding.UTF8.GetBytes(new string('x', 5_000)), mayBeWhole: false);
    }

    [Theory]
    [InlineData("files/organisation/../../escaped", "not the path of a file")]
    [InlineData("files//etc/cron.d/merlon", "not the path of a file")]
    [InlineData("files/workspace/team.db", "not the path of a file")]
    [InlineData("../escaped", "does not know")]
    [InlineData("tables/journal/sqlite_master.ndjson", "does not know")]
    [InlineData("tables/team/x; DROP TABLE y.ndjson", "does not know")]
    public void A_hostile_name_leads_nowhere(string name, string expected)
    {
        var path = Archive([(name, "owned"u8.ToArray(), name.StartsWith("tables/", StringComparison.Ordinal) ? 0 : null)]);
        Should.Throw<InvalidDataException>(() => WorkspaceBackup.Restore(path, FolderAt("target"), Call, CancellationToken.None)).Message.ShouldContain(expected);
        Should.Throw<InvalidDataException>(() => WorkspaceBackup.Restore(path, new BackupPlace("", "", NewServer()), Call, CancellationToken.None)).Message.ShouldContain(expected);
        Sandbox.Content.ShouldNotContain(static entry => entry.Contains("escaped", StringComparison.Ordinal) || entry.Contains("target", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{\"columns\":[\"test_key\",\"recorded_at\"]}\n")]
    [InlineData("{\"columns\":[\"test_key\",\"recorded_at\",\"basis\"]}\n[1,2,[3]]\n")]
    [InlineData("{\"columns\":[\"test_key\",\"recorded_at\",\"basis\"]}\n[\"a\",\"b\"]\n")]
    [InlineData("{\"columns\":[\"test_key\",\"recorded_at\",\"basis\"]}\n[\"a\",\"b\",{\"base64\":\"?\"}]\n")]
    [InlineData("{\"columns\":[\"test_key\",\"recorded_at\",\"basis\"]}\n[\"a\",\"b\",\"c\"]")]
    [InlineData("[]\n")]
    [InlineData("")]
    public void A_table_that_is_not_one_is_refused(string text)
    {
        var path = Archive([("tables/journal/test_basis.ndjson", Encoding.UTF8.GetBytes(text), 1)]);
        Should.Throw<InvalidDataException>(() => WorkspaceBackup.Restore(path, FolderAt("target"), Call, CancellationToken.None)).Message.ShouldContain("test_basis");
        Directory.Exists(Sandbox.PathOf("target")).ShouldBeFalse();
    }

    [Fact]
    public void A_link_in_a_backup_is_refused()
    {
        using (var file = File.Create(Sandbox.PathOf("link.tar")))
        using (TarWriter tar = new(file))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "files/organisation/rules") { LinkName = "/etc" });
        }

        Should.Throw<InvalidDataException>(() => WorkspaceBackup.Verify(Sandbox.PathOf("link.tar"), CancellationToken.None)).Message.ShouldContain("not a plain file");
    }

    [Fact]
    public void A_newer_backup_is_refused_in_words()
    {
        var path = Archive([], static manifest => manifest with { JournalSchema = JournalSchema.Version + 1 }, ("tables/journal/entry.ndjson", "{\"columns\":[]}\n"u8.ToArray(), 0L));
        Should.Throw<WorkspaceFormatException>(() => WorkspaceBackup.Restore(path, FolderAt("target"), Call, CancellationToken.None)).Message.ShouldContain("newer");
    }

    void Prepare()
    {
        bank.Assess();
        _ = Team.Open(new TeamOptions(bank.WorkspaceFolder, bank.Clock));
        Sandbox.Write("ws/uploads/logs/a.json", "{}");
    }

    BackupSummary Backup(string name) => WorkspaceBackup.Write(Bank, Sandbox.PathOf(name), Call, CancellationToken.None);

    BackupPlace FolderAt(string name) => new(Sandbox.PathOf(name, ".merlon"), Sandbox.PathOf(name), Database: null);

    static DatabaseAddress NewServer() => DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase());

    byte[] Unpacked(string name)
    {
        using GZipStream packed = new(File.OpenRead(Sandbox.PathOf(name)), CompressionMode.Decompress);
        using MemoryStream plain = new();
        packed.CopyTo(plain);
        return plain.ToArray();
    }

    void Refused(byte[] archive, bool mayBeWhole)
    {
        var path = Sandbox.PathOf("changed.tar");
        File.WriteAllBytes(path, archive);
        var target = FolderAt($"target{++targets}");
        try
        {
            WorkspaceBackup.Restore(path, target, Call, CancellationToken.None);
            mayBeWhole.ShouldBeTrue(); // a byte that nothing rests on, such as padding or an owner's number
        }
        catch (InvalidDataException)
        {
            Directory.Exists(target.OrganisationFolder).ShouldBeFalse();
        }
    }

    string Archive(IReadOnlyList<(string Name, byte[] Content, long? Rows)> entries, Func<BackupManifest, BackupManifest>? change = null, params (string Name, byte[] Content, long? Rows)[] more)
    {
        var path = Sandbox.PathOf($"hostile{++targets}.tar.gz");
        using var file = File.Create(path);
        using BackupArchive.Writer archive = new(file, SettableClock.Start);
        foreach (var (name, content, rows) in entries.Concat(more))
        {
            using MemoryStream bytes = new(content);
            archive.Add(name, bytes, rows);
        }

        BackupManifest manifest = new("1.2.3", SettableClock.Start, JournalSchema.Version, new Dictionary<string, long>(StringComparer.Ordinal), [.. archive.Entries]);
        archive.End(change is null ? manifest : change(manifest));
        return path;
    }
}
