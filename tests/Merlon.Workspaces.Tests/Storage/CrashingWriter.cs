using System.Globalization;
using System.Runtime.CompilerServices;
using Merlon.Assessment;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Tests.Storage;

/// <summary>The other process of <see cref="CrashTests"/>: this test program, started with a variable that names a workspace.</summary>
static class CrashingWriter
{
    public const string FolderVariable = "MERLON_TEST_CRASHING_WRITER";
    public const string DatabaseVariable = "MERLON_TEST_CRASHING_WRITER_DATABASE";
    public const int StatementsPerRun = 40;
    const int Shift = 10;

    /// <summary>What run 1, 2, 3 … says: each drops the oldest statements of the one before and adds as many.</summary>
    public static Evidence[] SaidInRun(int run) => run == 0 ? [] : Statements.Of(Enumerable.Range(run * Shift, StatementsPerRun));

    /// <summary>How many runs a journal holds.</summary>
    public static int RunsIn(Workspace workspace)
    {
        var entries = (int)workspace.SummariseJournal().Entries;
        return entries == 0 ? 0 : 1 + (entries - StatementsPerRun) / (2 * Shift);
    }

    [ModuleInitializer]
    internal static void Run()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            return;
        }

        var address = Environment.GetEnvironmentVariable(DatabaseVariable) is { Length: > 0 } text ? DatabaseAddress.Parse(text) : null;
        using var workspace = Workspace.Open(new WorkspaceOptions(folder, WorkspaceAccess.Write, TimeProvider.System) { Database = address });
        using var journal = Journal.OpenForWriting(WorkspaceStores.JournalOf(folder, address), TimeProvider.System.GetUtcNow());
        using var output = Console.OpenStandardOutput();
        for (var run = RunsIn(workspace) + 1; ; run++)
        {
            journal.Sync(SaidInRun(run), Statements.EveryKind, new JournalOwner("Harbor Bank", "x"), TimeProvider.System.GetUtcNow(), CancellationToken.None);
            output.Write(System.Text.Encoding.ASCII.GetBytes(run.ToString(CultureInfo.InvariantCulture) + "\n"));
            output.Flush();
        }
    }
}
