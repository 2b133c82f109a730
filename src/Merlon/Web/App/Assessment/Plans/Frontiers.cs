using Merlon.Assessment;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Assessment.Plans;

/// <summary>Frontiers of the present standing: each computed once by a job, whoever asks first.</summary>
sealed class Frontiers(StandingShelf shelf, JobBoard board, ServedWorkspace served)
{
    /// <summary>What is known of the frontier of an aim; null before there is anything to show.</summary>
    public FrontierLook? Find(Standing standing, string key) => shelf.Find<Holder>(standing, "frontier " + key)?.Look;

    /// <summary>The job that computes it: begun now unless it runs or is done. One that failed is begun anew.</summary>
    public Job Begin(Standing standing, GapAssessment assessment, PlanAim aim, string key, Caller caller)
    {
        var kept = "frontier job " + key;
        var job = shelf.Keep(standing, kept, () => board.Begin("frontier", $"The best plan for every budget of {assessment.Organisation.Name}", caller, (progress, stop) => ComputeAsync(standing, assessment, aim, key, progress, stop)));
        if (job.State is JobState.Failed or JobState.Cancelled)
        {
            shelf.Forget(standing, kept);
        }

        return job;
    }

    Task<string> ComputeAsync(Standing standing, GapAssessment assessment, PlanAim aim, string key, IProgress<WorkProgress> progress, CancellationToken stop)
        => Task.Run(
            () =>
            {
                var depth = FrontierDepth.Usual;
                var holder = shelf.Keep(standing, "frontier " + key, static () => new Holder());
                void Show(PlanFrontier frontier, int searches, bool isFinal)
                {
                    holder.Look = new FrontierLook(frontier, searches, isFinal);
                    progress.Report(new WorkProgress("Searching", searches, depth.SearchesMax) { Detail = $"{frontier.Points.Count(static point => point.IsProven)}/{frontier.Points.Count}" });
                }

                // The organisation's own question is kept beside the workspace, so that a restarted server has its answer.
                var store = key == PlanWish.Unbound && standing.Watched is { } watched && ReferenceEquals(watched.Assessment, assessment) ? new FrontierStore(served.Settings.WorkspaceFolder) : null;
                var name = store is null || standing.Watched is null ? "" : FrontierStore.KeyOf(standing.Watched, AnswerWords.Version);
                var made = PlanFrontier.Of(assessment.Input, aim, depth with { Known = store?.TryRead(name) ?? [], IsCancelled = () => stop.IsCancellationRequested, Better = (frontier, searches) => Show(frontier, searches, isFinal: false) });
                Show(made, depth.SearchesMax, isFinal: true);
                store?.TryWrite(name, made.Points);
                return "/assessment/plan";
            },
            stop);

    sealed class Holder
    {
        volatile FrontierLook? look;

        public FrontierLook? Look
        {
            get => look;
            set => look = value;
        }
    }
}

/// <summary>A frontier as far as it is known.</summary>
/// <param name="Frontier">The frontier.</param>
/// <param name="Number">Grows with each one that is surer than the last.</param>
/// <param name="IsFinal">True when nothing more is searched.</param>
public sealed record FrontierLook(PlanFrontier Frontier, int Number, bool IsFinal);
