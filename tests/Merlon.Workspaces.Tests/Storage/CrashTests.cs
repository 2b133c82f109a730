using System.Diagnostics;
using System.Globalization;
using Merlon.Workspaces.Storage.Databases;
using Npgsql;

namespace Merlon.Workspaces.Tests.Storage;

/// <summary>Kills a process that records without end, at moments that nobody chose, and looks at what is left.</summary>
public sealed class CrashTests
{
    const int Rounds = 8;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_survives_a_kill_and_a_sync_is_whole_or_absent(bool inPostgres)
    {
        var database = inPostgres ? PostgresServer.Shared.NewDatabase() : null;
        var address = database is null ? null : DatabaseAddress.Parse(database);
        using var sandbox = new Sandbox();
        var folder = sandbox.PathOf(Workspace.DefaultFolderName);
        var random = new Random(20261122);
        var runs = 0;
        for (var round = 0; round < Rounds; round++)
        {
            runs = await KillOneAsync(folder, database, runs, random.Next(1, 25));
            using var workspace = await AfterAsync(() => Workspace.Open(new WorkspaceOptions(folder, WorkspaceAccess.Write, new SettableClock()) { Database = address }));
            await LastOfTheKilledAsync(address);
            var recorded = CrashingWriter.RunsIn(workspace);
            recorded.ShouldBeInRange(runs, runs + 1, "what was acknowledged is there, and at most the one sync that was under way");
            workspace.EvidenceInForce().ShouldBe(CrashingWriter.SaidInRun(recorded).OrderBy(static e => e.Id, StringComparer.Ordinal));
            workspace.ListJournal(new JournalFilter(null, null, int.MaxValue)).Select(static e => e.Sequence).Order()
                .ShouldBe(Enumerable.Range(1, (int)workspace.SummariseJournal().Entries).Select(static n => (long)n));
            runs = recorded;
        }

        runs.ShouldBeGreaterThan(Rounds, "the writers got to write");
    }

    [Fact]
    public async Task A_reader_reads_and_a_second_writer_is_refused_while_another_process_writes()
    {
        using var sandbox = new Sandbox();
        var folder = sandbox.PathOf(Workspace.DefaultFolderName);
        using var child = Start(folder);
        (await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)).ShouldBe("1");

        using (var reader = Workspace.Open(new WorkspaceOptions(folder, WorkspaceAccess.Read, TimeProvider.System)))
        {
            for (var i = 0; i < 20; i++)
            {
                reader.EvidenceInForce().Count.ShouldBe(CrashingWriter.StatementsPerRun);
            }
        }

        Should.Throw<WorkspaceLockedException>(() => Workspace.Open(new WorkspaceOptions(folder, WorkspaceAccess.Write, TimeProvider.System)))
            .Message.ShouldContain(child.Id.ToString(CultureInfo.InvariantCulture));

        child.Kill();
        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        Workspace.Open(new WorkspaceOptions(folder, WorkspaceAccess.Write, TimeProvider.System)).Dispose();
    }

    // The last run that the child said it recorded. It is killed once it has said so some times, which is in the middle of
    // whatever it does by then: nobody waits for it.
    static async Task<int> KillOneAsync(string folder, string? database, int before, int acknowledgements)
    {
        using var child = Start(folder, database);
        var acknowledged = before;
        for (var count = 1; await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line; count++)
        {
            acknowledged = int.Parse(line, CultureInfo.InvariantCulture);
            if (count == acknowledgements)
            {
                child.Kill();
            }
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        return acknowledged;
    }

    // A server notices that a client is gone when it next writes to it: until then the lock is held.
    static async Task<Workspace> AfterAsync(Func<Workspace> open)
    {
        while (true)
        {
            try
            {
                return open();
            }
            catch (WorkspaceLockedException)
            {
                await Task.Yield();
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    // Nor does a server forget what it was told last: a commit may be under way when the lock is free already. It is over when another one may write.
    static async Task LastOfTheKilledAsync(DatabaseAddress? address)
    {
        if (address is null)
        {
            return;
        }

        var journal = WorkspaceStores.JournalOf("", address);
        using var connection = journal.Open();
        for (var isOver = false; !isOver;)
        {
            try
            {
                journal.BeginWriting(connection).Dispose();
                isOver = true;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await Task.Yield();
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }

    static Process Start(string folder, string? database = null)
    {
        ProcessStartInfo start = new(Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Merlon.Workspaces.Tests.exe" : "Merlon.Workspaces.Tests"))
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            Environment = { [CrashingWriter.FolderVariable] = folder, [CrashingWriter.DatabaseVariable] = database ?? "" },
        };
        return Process.Start(start).ShouldNotBeNull();
    }
}
