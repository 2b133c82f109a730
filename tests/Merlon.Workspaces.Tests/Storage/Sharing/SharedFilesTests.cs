using Merlon.Workspaces.Storage.Databases;
using Merlon.Workspaces.Storage.Sharing;

namespace Merlon.Workspaces.Tests.Storage.Sharing;

/// <summary>Two machines with folders of their own that are to be the same; the database may be either.</summary>
public abstract class SharedFilesContract : IDisposable
{
    internal Sandbox Sandbox { get; } = new();

    internal abstract Database Database { get; }

    public void Dispose()
    {
        Sandbox.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void What_one_machine_writes_the_other_has()
    {
        var (left, right) = (At("left"), At("right"));
        Sandbox.Write("left/org/organisation.yaml", "name: Häfen 🛡️");
        Sandbox.Write("left/org/rules/deep/one.yml", "title: one");
        Sandbox.Write("left/ws/own/history/00000001.json", "{}");
        Sandbox.Write("left/ws/empty", "");
        left.Push().ShouldBe(4);
        left.Push().ShouldBe(0);
        right.Pull().ShouldBe(4);
        right.Pull().ShouldBe(0);
        FilesOf("right").ShouldBe(FilesOf("left"));

        Sandbox.Write("right/org/organisation.yaml", "name: Other");
        File.Delete(Sandbox.PathOf("right", "org", "rules", "deep", "one.yml"));
        right.Push().ShouldBe(2);
        left.Pull().ShouldBe(2);
        FilesOf("left").ShouldBe(FilesOf("right"));
        File.Exists(Sandbox.PathOf("left", "org", "rules", "deep", "one.yml")).ShouldBeFalse();
    }

    [Fact]
    public void What_was_changed_here_and_there_at_once_is_kept_twice()
    {
        var (left, right) = (At("left"), At("right"));
        Sandbox.Write("left/org/organisation.yaml", "one");
        left.Push();
        right.Pull();
        Sandbox.Write("left/org/organisation.yaml", "left's");
        Sandbox.Write("right/org/organisation.yaml", "right's");
        left.Push();
        right.Pull().ShouldBe(1);
        Read("right/org/organisation.yaml").ShouldBe("left's");
        File.ReadAllText(Directory.EnumerateFiles(Sandbox.PathOf("right", "ws", SharedFiles.ConflictsFolderName)).Single()).ShouldBe("right's");
        right.Push().ShouldBe(0, "a conflict is this machine's own");
    }

    [Fact]
    public void What_came_from_elsewhere_is_dated_back_so_that_a_change_of_the_same_moment_shows()
    {
        Sandbox.Write("left/org/organisation.yaml", "80%");
        At("left").Push();
        At("right").Pull();
        var (file, record) = (Sandbox.PathOf("right", "org", "organisation.yaml"), Sandbox.PathOf("right", "ws", SharedRecord.FileName));
        (File.GetLastWriteTimeUtc(record) - File.GetLastWriteTimeUtc(file)).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(SharedFiles.DatedBackSeconds));
        At("right").Deviation().ShouldBe("");
        File.WriteAllText(file, "20%"); // of the same size
        At("right").Push().ShouldBe(1);
    }

    [Fact]
    public void Who_has_not_seen_the_last_change_does_not_overwrite_it()
    {
        SharedFileTable table = new(Database);
        table.Put([Change("organisation/a", 0, "one")]).ShouldBe(1);
        table.Put([Change("organisation/a", 1, "two")]).ShouldBe(2);
        Should.Throw<WorkspaceLockedException>(() => table.Put([Change("organisation/b", 0, "new"), Change("organisation/a", 1, "three")])).Message.ShouldContain("organisation/a");
        table.Since(0).Files.Select(static file => file.Path).ShouldBe(["organisation/a"], "all or nothing");
    }

    [Fact]
    public void Bytes_are_kept_once_and_go_with_their_last_file()
    {
        SharedFileTable table = new(Database);
        table.Put([Change("organisation/a", 0, "same"), Change("organisation/b", 0, "same")]);
        Count("shared_chunk").ShouldBe(1);
        table.Put([new SharedFileChange("organisation/a", 1, "", 0, Open: null)]);
        Count("shared_chunk").ShouldBe(1);
        table.Put([Change("organisation/b", 1, "other")]);
        Count("shared_chunk").ShouldBe(1);
        using MemoryStream bytes = new();
        table.Write(table.Since(0).Files.Single(static file => file.Deleted == 0), bytes);
        bytes.ToArray().ShouldBe("other"u8.ToArray());
    }

    [Fact]
    public void A_large_file_goes_in_pieces_and_comes_back_whole()
    {
        var bytes = new byte[SharedFileTable.ChunkBytes * 2 + 17];
        new Random(7).NextBytes(bytes);
        Directory.CreateDirectory(Sandbox.PathOf("left", "ws", "uploads"));
        File.WriteAllBytes(Sandbox.PathOf("left", "ws", "uploads", "log.evtx"), bytes);
        At("left").Push();
        At("right").Pull();
        File.Exists(Sandbox.PathOf("right", "ws", "uploads", "log.evtx")).ShouldBeFalse("nobody asked for it there");
        At("right").Fetch("uploads");
        File.ReadAllBytes(Sandbox.PathOf("right", "ws", "uploads", "log.evtx")).ShouldBe(bytes);
        At("right").Push().ShouldBe(0);
    }

    [Fact]
    public void A_folder_is_shared_without_the_lock_fetched_when_asked_for_and_removed_everywhere()
    {
        var (left, right) = (At("left"), At("right"));
        Sandbox.Write("left/org/organisation.yaml", "one");
        left.Push();
        var bytes = new byte[SharedFileTable.ChunkBytes * 5 + 3]; // put piece by piece, before its line
        new Random(11).NextBytes(bytes);
        Directory.CreateDirectory(Sandbox.PathOf("left", "ws", "hunts", "a"));
        File.WriteAllBytes(Sandbox.PathOf("left", "ws", "hunts", "a", "findings.ndjson"), bytes);
        Sandbox.Write("left/ws/hunts/a/hunt.json", "{}");
        Sandbox.Write("left/ws/hunts/.b.part/hunt.json", "{");
        Sandbox.Write("left/ws/results/r/report.html", "<p>");
        left.Put("hunts/a");
        left.Put("hunts/a");
        left.Put("results/r");
        right.Pull().ShouldBe(1);
        Directory.Exists(Sandbox.PathOf("right", "ws", "hunts")).ShouldBeFalse();
        right.Fetch("hunts/a");
        right.Fetch("results/r");
        File.ReadAllBytes(Sandbox.PathOf("right", "ws", "hunts", "a", "findings.ndjson")).ShouldBe(bytes);
        Read("right/ws/results/r/report.html").ShouldBe("<p>");
        right.List("hunts").Select(static row => row.Path).ShouldBe(["workspace/hunts/a/hunt.json", "workspace/hunts/a/findings.ndjson"]);
        right.Push().ShouldBe(0, "whoever writes leaves them as they are");
        left.Push().ShouldBe(0);

        right.Remove("hunts/a");
        right.List("hunts").ShouldBeEmpty();
        left.Pull();
        File.Exists(Sandbox.PathOf("left", "ws", "hunts", "a", "hunt.json")).ShouldBeFalse();
        Count("shared_chunk").ShouldBe(2, "the organisation's file and the report");
    }

    [Fact]
    public void Folders_that_are_shared_while_somebody_writes_are_missed_by_neither()
    {
        var (left, right) = (At("left"), At("right"));
        Sandbox.Write("left/org/organisation.yaml", "one");
        left.Push();
        right.Pull();
        Sandbox.Write("left/ws/uploads/a/log.json", "{}");
        left.Put("uploads/a"); // past the writer
        Sandbox.Write("right/org/organisation.yaml", "two");
        right.Push().ShouldBe(1);
        left.Pull().ShouldBe(1);
        Read("left/org/organisation.yaml").ShouldBe("two");
        right.Fetch("uploads/a");
        left.Remove("uploads/a");
        right.Pull();
        File.Exists(Sandbox.PathOf("right", "ws", "uploads", "a", "log.json")).ShouldBeFalse();
    }

    [Fact]
    public void Bytes_of_a_server_that_stopped_before_it_put_the_line_are_tidied_away()
    {
        SharedFileTable table = new(Database);
        table.Put([Change("organisation/a", 0, "one")]);
        table.PutBytes(Change("workspace/uploads/a/b", 0, "two"));
        Count("shared_chunk").ShouldBe(2);
        table.Tidy();
        Count("shared_chunk").ShouldBe(1);
    }

    [Fact]
    public void A_folder_that_went_missing_takes_nothing_with_it()
    {
        var left = At("left");
        Sandbox.Write("left/org/organisation.yaml", "one");
        left.Push();
        Directory.Delete(Sandbox.PathOf("left", "org"), recursive: true);
        Should.Throw<IOException>(() => left.Push()).Message.ShouldContain("empty");
        At("right").Pull();
        Read("right/org/organisation.yaml").ShouldBe("one");
    }

    [Fact]
    public void A_machine_that_knows_no_organisation_leaves_its_files_to_the_next_one_that_does()
    {
        Sandbox.Write("left/org/organisation.yaml", "one");
        Sandbox.Write("left/ws/mappings/x", "two");
        At("left").Push();
        new SharedFiles(Sandbox.PathOf("right", "ws"), organisationFolder: null, Database).Pull().ShouldBe(1);
        At("right").Pull().ShouldBe(1);
        Read("right/org/organisation.yaml").ShouldBe("one");
    }

    [Fact]
    public void What_can_be_made_again_is_not_shared()
    {
        foreach (var derived in new[] { "ws/rules/x", "ws/telemetry/x", "ws/fetch/x", "ws/journal.db", "ws/team.db-wal", "ws/writer.json", "ws/backups/b.tar.gz", "ws/.hidden", $"ws/releases/18.1/{new string('a', 32)}-search.idx", "org/.git/config", "org/merlon-out/report.html" })
        {
            Sandbox.Write("left/" + derived, "x");
        }

        Sandbox.Write("left/ws/releases/18.1/manifest.json", "{}");
        At("left").Push().ShouldBe(1);
    }

    [Theory]
    [InlineData("organisation/../../etc/passwd")]
    [InlineData("organisation//etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("workspace/./x")]
    [InlineData("workspace/journal.db")]
    [InlineData("workspace/writer.lock")]
    [InlineData("organisation/.bashrc")]
    [InlineData("organisation/a\\b")]
    [InlineData("organisation/C:/x")]
    [InlineData("organisation/")]
    [InlineData("elsewhere/x")]
    public void A_path_that_leads_elsewhere_is_refused(string path)
    {
        new SharedFileTable(Database).Put([Change(path, 0, "owned")]);
        Should.Throw<InvalidDataException>(() => At("left").Pull()).Message.ShouldContain("not the path of a file that is shared");
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        Directory.CreateDirectory(Sandbox.PathOf("left", "org"));
        Directory.CreateDirectory(Sandbox.PathOf("outside"));
        Directory.CreateSymbolicLink(Sandbox.PathOf("left", "org", "rules"), Sandbox.PathOf("outside"));
        new SharedFileTable(Database).Put([Change("organisation/rules/x.yml", 0, "owned")]);
        Should.Throw<InvalidDataException>(() => At("left").Pull()).Message.ShouldContain("link");
        Directory.EnumerateFileSystemEntries(Sandbox.PathOf("outside")).ShouldBeEmpty();
    }

    [Fact]
    public void Bytes_that_were_changed_in_the_database_are_refused_and_the_old_file_stays()
    {
        SharedFileTable table = new(Database);
        table.Put([Change("organisation/a", 0, "one")]);
        At("left").Pull();
        table.Put([Change("organisation/a", 1, "two")]);
        Execute($"UPDATE shared_chunk SET content = CAST(content || content AS {Database.BytesType})");
        Should.Throw<WorkspaceFormatException>(() => At("left").Pull()).Message.ShouldContain("organisation/a");
        Read("left/org/a").ShouldBe("one");
    }

    [Fact]
    public async Task Many_machines_that_write_one_after_the_other_lose_nothing()
    {
        SemaphoreSlim writer = new(1, 1); // the writer's lock
        At("m0").Push();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(machine => Task.Run(async () =>
        {
            var files = At($"m{machine}");
            for (var i = 0; i < 5; i++)
            {
                await writer.WaitAsync();
                try
                {
                    files.Pull();
                    Sandbox.Write($"m{machine}/ws/own/{machine}-{i}", $"{machine} {i}");
                    files.Push();
                }
                finally
                {
                    writer.Release();
                }
            }
        })));
        At("m0").Pull();
        Directory.EnumerateFiles(Sandbox.PathOf("m0", "ws", "own")).Count().ShouldBe(20);
    }

    SharedFiles At(string machine) => new(Sandbox.PathOf(machine, "ws"), Sandbox.PathOf(machine, "org"), Database);

    string Read(string path) => File.ReadAllText(Sandbox.PathOf(path));

    Dictionary<string, string> FilesOf(string machine)
        => new SharedTree(Sandbox.PathOf(machine, "ws"), Sandbox.PathOf(machine, "org")).List().ToDictionary(static file => file.Path, static file => File.ReadAllText(file.File.FullName), StringComparer.Ordinal);

    long Count(string table)
    {
        using var connection = Database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT COUNT(*) FROM {table}";
        return (long)(command.ExecuteScalar() ?? 0L);
    }

    void Execute(string sql)
    {
        using var connection = Database.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    static SharedFileChange Change(string path, long basedOn, string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return new SharedFileChange(path, basedOn, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)), bytes.Length, () => new MemoryStream(bytes));
    }
}

/// <summary>Shared through a file: not offered, but the SQL is the same.</summary>
public sealed class SqliteSharedFilesTests : SharedFilesContract
{
    internal override Database Database => new SqliteDatabase(Sandbox.PathOf("files.db"));
}

/// <summary>Shared through PostgreSQL.</summary>
public sealed class PostgresSharedFilesTests : SharedFilesContract
{
    PostgresDatabase? database;

    internal override Database Database => database ??= WorkspaceStores.FilesOf(DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase()));
}
