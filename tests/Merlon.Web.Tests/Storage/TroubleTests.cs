using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Storage;

/// <summary>Killed processes, a full disk, two servers on one file: nothing that was acknowledged is lost, on either database.</summary>
public sealed class TroubleTests : IDisposable
{
    const int Kills = 2;

    readonly string folder = Directory.CreateTempSubdirectory("merlon-trouble-").FullName;

    string Organisation => Path.Combine(folder, "organisation");

    string WorkspaceFolder => Path.Combine(Organisation, ".merlon");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(TestDatabaseName.Sqlite)]
    [InlineData(TestDatabaseName.PostgreSql)]
    public async Task A_server_that_is_killed_in_the_middle_of_writes_has_everything_that_it_acknowledged(TestDatabaseName on)
    {
        var database = on == TestDatabaseName.PostgreSql ? PostgresServer.Shared.NewDatabase() : null;
        Copy();
        string[] further = database is null ? [] : ["--database", database];
        for (var round = 0; round < Kills; round++)
        {
            // Two processes of one machine, a server and a writer that records without end; both are killed wherever they are.
            using var server = MerlonProcess.Start(before: null, ["serve", Organisation, "--port", "0", .. further]);
            using var writer = MerlonProcess.Start("n=0; while [ $n -lt 20 ]; do n=$((n+1)); sed -i \"s/^name: .*/name: Harbor Bank/; s/devices: [0-9]*%/devices: $((40+n+" + round + "))%/\" \"$2/organisation.yaml\"; dotnet \"$0\" \"$@\" 3>&1 >/dev/null 2>&1 && echo recorded; done", ["assess", Organisation, "--out", Path.Combine(folder, "out"), .. further]);
            await server.LineAsync("Merlon serves ");
            for (var i = 0; i <= round; i++)
            {
                await writer.LineAsync("recorded");
            }

            long acknowledged;
            using (var workspace = Open(database))
            {
                acknowledged = workspace.SummariseJournal().Entries;
            }

            await server.KillAsync();
            await writer.KillAsync();
            using var after = Open(database);
            var summary = after.SummariseJournal();
            summary.Entries.ShouldBeGreaterThanOrEqualTo(Math.Max(1, acknowledged));
            after.ListJournal(new JournalFilter(null, null, 100_000)).Select(static entry => entry.Sequence).Order().ShouldBe(Enumerable.Range(1, (int)summary.Entries).Select(static n => (long)n));
        }
    }

    [Fact]
    public async Task A_full_disk_is_said_in_words_and_what_was_recorded_stays()
    {
        Copy();
        using (var first = MerlonProcess.Start(before: null, "assess", Organisation, "--out", Path.Combine(folder, "out")))
        {
            (await first.EndAsync()).ExitCode.ShouldBe(0);
        }

        long before;
        using (var workspace = Open(database: null))
        {
            before = workspace.SummariseJournal().Entries;
        }

        await File.AppendAllTextAsync(Path.Combine(Organisation, "organisation.yaml"), "\n# changed\n");
        var text = (await File.ReadAllTextAsync(Path.Combine(Organisation, "organisation.yaml"))).Replace("name: Harbor Bank", "name: Harbor Bank Limited", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Organisation, "organisation.yaml"), text);
        using (var full = MerlonProcess.Start("trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 8", "assess", Organisation, "--out", Path.Combine(folder, "out2")))
        {
            var (exitCode, error) = await full.EndAsync();
            exitCode.ShouldBe(3, error);
            error.ShouldNotContain("this is a bug");
        }

        using var after = Open(database: null);
        after.SummariseJournal().Entries.ShouldBeGreaterThanOrEqualTo(before);
        after.EvidenceInForce().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Two_servers_on_one_SQLite_file_both_work_and_see_each_other()
    {
        await using var left = await ServedMerlon.StartAsync(on: TestDatabase.Sqlite);
        await using var right = await ServedMerlon.StartAsync(settings => settings with { OrganisationPath = left.Organisation, WorkspaceFolder = Path.Combine(left.Organisation, ".merlon") }, TestDatabase.Sqlite);
        await left.Server.Served.WriteAsync(workspace => RecordAsync(workspace, left.Organisation), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => (i % 2 == 0 ? left : right).Server.Served.WriteAsync(static workspace => Task.FromResult(workspace.TryUseRelease(Workspace.BuiltInReleaseName)), CancellationToken.None)));
        var entries = left.Server.Served.Read(static workspace => workspace.SummariseJournal().Entries);
        entries.ShouldBeGreaterThan(0);
        right.Server.Served.Read(static workspace => workspace.SummariseJournal().Entries).ShouldBe(entries);
        (await right.Server.Served.StandingAsync(CancellationToken.None)).Assessment.ShouldNotBeNull();
    }

    [Fact]
    public async Task Two_servers_on_one_PostgreSQL_see_each_others_statements_and_files()
    {
        var address = DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase());
        await using var left = await ServedMerlon.StartAsync(settings => settings with { Database = address }, TestDatabase.Sqlite);
        await using var right = await ServedMerlon.StartAsync(settings => settings with { Database = address, OrganisationPath = Path.Combine(folder, "right"), WorkspaceFolder = Path.Combine(folder, "right", ".merlon") }, TestDatabase.Sqlite);
        await left.Server.Served.WriteAsync(workspace => RecordAsync(workspace, left.Organisation), CancellationToken.None);
        var first = (await right.Server.Served.StandingAsync(CancellationToken.None)).ShouldNotBeNull();
        first.Assessment.ShouldNotBeNull(string.Join('\n', first.Diagnostics));
        right.Server.Served.Read(static workspace => workspace.SummariseJournal().Organisation).ShouldBe("Harbor Bank");

        var file = Path.Combine(folder, "right", "organisation.yaml");
        await right.Server.Served.WriteAsync(
            async _ =>
            {
                await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("name: Harbor Bank", "name: Harbour Bank", StringComparison.Ordinal));
                return true;
            },
            CancellationToken.None);
        left.Server.Served.Read(static workspace => workspace.StorageStamp()).ShouldNotBeEmpty();
        (await File.ReadAllTextAsync(Path.Combine(left.Organisation, "organisation.yaml"))).ShouldContain("Harbour Bank");
    }

    [Fact]
    public async Task An_administrator_takes_a_backup_in_the_browser_and_it_restores()
    {
        foreach (var on in new[] { TestDatabase.Sqlite, TestDatabase.PostgreSql })
        {
            await using var served = await ServedMerlon.StartAsync(on: on);
            await served.Server.Served.WriteAsync(workspace => RecordAsync(workspace, served.Organisation), CancellationToken.None);
            using var client = await served.ClientAsync(TeamRole.Administrator);
            using var begun = await client.PostAsync("/api/v1/backup", content: null);
            begun.StatusCode.ShouldBe(System.Net.HttpStatusCode.Accepted);
            using var events = await client.GetStreamAsync(begun.Headers.Location + "/events"); // ends with the job
            using StreamReader reader = new(events);
            (await reader.ReadToEndAsync()).ShouldContain("\"state\":\"done\"");
            using var list = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync("/api/v1/backup"));
            var download = list.RootElement.GetProperty("items")[0].GetProperty("download").GetString();
            var path = Path.Combine(folder, on + ".tar.gz");
            await File.WriteAllBytesAsync(path, await client.GetByteArrayAsync(download));
            var target = Path.Combine(folder, "restored-" + on);
            WorkspaceBackup.Restore(path, new BackupPlace(Path.Combine(target, ".merlon"), target, Database: null), new BackupCall(TimeProvider.System, "test", null), CancellationToken.None)
                .Tables.ShouldContain(static table => table.Name == "entry" && table.Rows > 0);
            File.Exists(Path.Combine(target, "organisation.yaml")).ShouldBeTrue();
            using var missing = await client.GetAsync("/api/v1/backup/..%2F..%2Forganisation.yaml");
            missing.StatusCode.ShouldBe(System.Net.HttpStatusCode.NotFound);
        }
    }

    static async Task<bool> RecordAsync(Workspace workspace, string organisation)
    {
        var read = await workspace.AssessAsync(new AssessRequest(organisation, null, null, [], null), null, CancellationToken.None);
        return read.Value is not null;
    }

    Workspace Open(string? database)
        => Workspace.Open(new WorkspaceOptions(WorkspaceFolder, WorkspaceAccess.Read, TimeProvider.System) { Database = database is null ? null : DatabaseAddress.Parse(database), OrganisationFolder = Organisation });

    void Copy() => ServedMerlon.CopyExample(Organisation);
}

/// <summary>For theories, which want public names.</summary>
public enum TestDatabaseName
{
    /// <summary>Files in the workspace.</summary>
    Sqlite,

    /// <summary>PostgreSQL.</summary>
    PostgreSql,
}
