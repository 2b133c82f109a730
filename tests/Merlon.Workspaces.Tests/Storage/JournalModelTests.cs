using FsCheck;
using FsCheck.Fluent;
using Merlon.Assessment;
using Merlon.Workspaces.Storage;
using Merlon.Workspaces.Storage.Databases;

namespace Merlon.Workspaces.Tests.Storage;

/// <summary>The journal against a model that keeps everything in memory and folds it naively.</summary>
public sealed class JournalModelTests
{
    static readonly JournalOwner Owner = new("Harbor Bank", "../organisation.yaml");

    [Fact]
    public void Any_sequence_of_syncs_folds_as_the_naive_model_does()
    {
        var runs = Gen.ListOf(from said in Gen.ListOf(Gen.Choose(1, 12))
                              from kinds in Gen.SubListOf(Enum.GetValues<EvidenceKind>())
                              from hours in Gen.Choose(0, 3)
                              select new Run([.. said], [.. kinds], hours));
        Prop.ForAll(runs.ToArbitrary(), static runs => Agrees([.. runs])).Check(Cases.Quick.WithMaxTest(40).WithEndSize(12));
        var server = PostgresServer.Shared.NewDatabase();
        var schemas = 0;
        Prop.ForAll(runs.ToArbitrary(), runs => Agrees([.. runs], new PostgresDatabase(DatabaseAddress.Parse($"{server}&merlon_schema=run{++schemas}"), "journal"))).Check(Cases.Quick.WithMaxTest(15).WithEndSize(12));
    }

    static bool Agrees(IReadOnlyList<Run> runs, Database? database = null)
    {
        using var sandbox = new Sandbox();
        List<(DateTimeOffset At, bool IsWithdrawn, Evidence Evidence)> model = [];
        var now = SettableClock.Start;
        using var journal = Journal.OpenForWriting(database ?? new SqliteDatabase(sandbox.PathOf("journal.db")), now);
        foreach (var run in runs)
        {
            now = now.AddHours(run.HoursLater);
            Evidence[] said = [.. Statements.Of(run.Said).Where(e => run.Kinds.Contains(e.Kind))];
            var before = Fold(model, now);
            Evidence[] stated = [.. said.Distinct().Where(e => !before.Contains(e))];
            Evidence[] withdrawn = [.. before.Where(e => run.Kinds.Contains(e.Kind) && !said.Contains(e))];
            model.AddRange(withdrawn.Select(e => (now, true, e)));
            model.AddRange(stated.Select(e => (now, false, e)));
            journal.Sync(said, run.Kinds.ToHashSet(), Owner, now, CancellationToken.None)
                .ShouldBe(new JournalSync(stated.Length, withdrawn.Length, said.Distinct().Count() - stated.Length));
        }

        foreach (var instant in model.Select(static e => e.At).Append(SettableClock.Start.AddTicks(-1)).Distinct())
        {
            journal.InForce(instant).ShouldBe(Fold(model, instant));
        }

        journal.InForce(at: null).ShouldBe(Fold(model, now));
        journal.List(new JournalFilter(null, null, int.MaxValue)).Count.ShouldBe(model.Count);
        journal.List(new JournalFilter(null, null, int.MaxValue)).Select(static e => e.Sequence).Order().ShouldBe(Enumerable.Range(1, model.Count).Select(static n => (long)n));
        return true;
    }

    static List<Evidence> Fold(List<(DateTimeOffset At, bool IsWithdrawn, Evidence Evidence)> entries, DateTimeOffset until)
    {
        SortedDictionary<string, Evidence> inForce = new(StringComparer.Ordinal);
        foreach (var (_, isWithdrawn, evidence) in entries.Where(e => e.At <= until))
        {
            if (isWithdrawn)
            {
                inForce.Remove(evidence.Id);
            }
            else
            {
                inForce.Add(evidence.Id, evidence);
            }
        }

        return [.. inForce.Values];
    }

    sealed record Run(IReadOnlyList<int> Said, IReadOnlyList<EvidenceKind> Kinds, int HoursLater)
    {
        public override string ToString() => $"+{HoursLater}h {string.Join(',', Said)} of {string.Join(',', Kinds)}";
    }
}
