using System.Collections.Concurrent;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Web.Api;
using Merlon.Web.App.Detection.Logs;
using Merlon.Web.App.Detection.Rules;
using Merlon.Web.Serving;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Begins hunts, knows which of them run here, and keeps the list of all of them true: one whose server died is shown as interrupted.</summary>
sealed class HuntBoard(ServeSettings settings, ServedWorkspace served, JobBoard jobs, LogChoices places, RuleShelf rules)
{
    /// <summary>Seconds without a sign of life after which a hunt counts as interrupted.</summary>
    public const int SilentSecondsMax = 45;

    const int SignSeconds = 10;

    readonly ConcurrentDictionary<string, LiveHunt> live = new(StringComparer.Ordinal);

    /// <summary>Begins a hunt.</summary>
    /// <exception cref="InvalidDataException">It cannot be done as it was asked; the message says why.</exception>
    public async Task<HuntEntry> BeginAsync(HuntOrder order, Caller caller, CancellationToken cancellationToken)
    {
        var logs = places.Choose(order.Uploads, order.Folders);
        var (rulePaths, ruleNames) = (await rules.GetAsync(cancellationToken)).PathsOf(order.Rules);
        var request = order.ToRequest(logs, rulePaths, places, settings.Clock);
        var title = order.Title.Length > 0 ? order.Title : TitleOf(logs);
        var entry = Add("hunt", title, JsonSerializer.Serialize(order, RequestBodies.Kept), caller);
        var naming = new HuntNaming(logs.Names.With(ruleNames));
        Start(entry, caller, (hunt, progress, cancellation) => RunAsync(hunt, request, logs, naming, progress, cancellation));
        return entry;
    }

    /// <summary>Begins another look through logs, which is listed, watched and stopped like a hunt.</summary>
    /// <param name="entry">From <see cref="Add"/>.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="work">Writes into the hunt's own files and answers how it ended.</param>
    public void Start(HuntEntry entry, Caller caller, Func<LiveHunt, IProgress<WorkProgress>, CancellationToken, Task<HuntEntry>> work)
    {
        var hunt = new LiveHunt(entry);
        live[entry.Id] = hunt;
        try
        {
            hunt.Job = jobs.Begin(entry.Kind, entry.Title, caller, (progress, cancellation) => AroundAsync(hunt, work, progress, cancellation), new JobSubject(entry.Id, hunt.Found));
        }
        catch (ProblemException)
        {
            live.TryRemove(entry.Id, out _);
            served.Team.RemoveHunt(entry.Id); // it was not begun
            throw;
        }
    }

    /// <summary>Puts a hunt on the list.</summary>
    public HuntEntry Add(string kind, string title, string question, Caller caller)
    {
        var now = Team.MomentOf(settings.Clock.GetUtcNow());
        var entry = new HuntEntry(Team.NewDetectionId(), kind, title, question, caller.Id, caller.Name, now, "", now, HuntEntry.Running, "", 0, 0, 0, 0);
        served.Team.Add(entry);
        return entry;
    }

    /// <summary>All of them, the newest first, each as it stands.</summary>
    public IReadOnlyList<HuntEntry> List() => [.. served.Team.Hunts().Select(Standing)];

    /// <summary>One of them as it stands, or null.</summary>
    public HuntEntry? Find(string id) => HuntFiles.IsId(id) && served.Team.FindHunt(id) is { } entry ? Standing(entry) : null;

    /// <summary>The job of a hunt that runs, on whichever server; null when it does not.</summary>
    public Job? JobOf(string id) => (live.TryGetValue(id, out var here) ? here.Job : null) ?? (jobs.FindAbout(id) is { State: JobState.Running } job ? job : null);

    /// <summary>Asks a hunt to stop.</summary>
    public void Cancel(string id, Caller caller)
    {
        if (JobOf(id) is { } job)
        {
            jobs.Cancel(job, caller);
        }
    }

    /// <summary>Waits until a hunt may have got on: its job, as <see cref="JobOf"/> found it, since <paramref name="changed"/> was taken from it.</summary>
    public Task WaitAsync(Job? job, Task changed, int msMax, CancellationToken cancellationToken) => job is null ? Task.CompletedTask : jobs.WaitAsync(job, changed, msMax, cancellationToken);

    /// <summary>Where the files of a hunt are on this machine.</summary>
    public HuntFiles FilesOf(string id) => HuntFiles.Of(settings.WorkspaceFolder, id);

    /// <summary>The files of a hunt that has ended, wherever it ran.</summary>
    public HuntFiles Open(string id)
    {
        var files = FilesOf(id);
        served.Folders.Fetch(HuntFiles.FolderOf(id));
        return files;
    }

    /// <summary>Removes a hunt that has ended, with everything it found.</summary>
    public void Remove(string id)
    {
        var files = FilesOf(id);
        served.Team.RemoveHunt(id);
        files.Remove();
        served.Folders.Remove(HuntFiles.FolderOf(id));
    }

    async Task<string> AroundAsync(LiveHunt hunt, Func<LiveHunt, IProgress<WorkProgress>, CancellationToken, Task<HuntEntry>> work, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var files = FilesOf(hunt.Entry.Id);
        var isDone = false;
        var (state, trouble) = (HuntEntry.Failed, "");
        using var signs = settings.Clock.CreateTimer(_ => Sign(hunt.Entry.Id), state: null, TimeSpan.FromSeconds(SignSeconds), TimeSpan.FromSeconds(SignSeconds));
        try
        {
            files.Begin();
            var ended = await work(hunt, new CountedProgress(hunt, progress), cancellation);
            cancellation.ThrowIfCancellationRequested();
            files.Publish();
            served.Folders.Put(HuntFiles.FolderOf(hunt.Entry.Id)); // before anybody is told that it is done
            isDone = true;
            served.Team.EndHunt(ended with { State = HuntEntry.Done }, hunt.Fired);
            return $"/detection/{(hunt.Entry.Kind == "hunt" ? "hunts" : "visibility")}/{hunt.Entry.Id}";
        }
        catch (OperationCanceledException)
        {
            state = HuntEntry.Cancelled;
            throw;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            trouble = e.Message.Split(" (Parameter", 2)[0];
            throw e as IOException ?? (Exception)new InvalidDataException(trouble, e);
        }
        finally
        {
            live.TryRemove(hunt.Entry.Id, out _);
            if (!isDone)
            {
                files.Remove();
                served.Team.EndHunt(hunt.Entry with { State = state, Trouble = trouble }, []);
            }
        }
    }

    async Task<HuntEntry> RunAsync(LiveHunt hunt, HuntRequest request, ChosenLogs logs, HuntNaming naming, IProgress<WorkProgress> progress, CancellationToken cancellation)
    {
        var files = FilesOf(hunt.Entry.Id);
        HuntPlan? planned = null;
        var report = await Task.Run(() => served.Read(workspace =>
        {
            var plan = workspace.PlanHunt(request, progress, cancellation);
            planned = plan.Value ?? throw new InvalidDataException(string.Join("; ", plan.Diagnostics.Where(static one => one.Severity == Severity.Error).Select(static one => one.Message).Take(3)));
            using var writer = new FindingsWriter(Path.Combine(files.Part, HuntFiles.FindingsName), naming, new HuntKnowledge(planned.Knowledge.Release, planned.Knowledge.Zone));
            hunt.Findings = writer;
            var found = workspace.Evaluate(planned, writer.Add, progress, cancellation);
            writer.Flush();
            return found with { Summary = found.Summary with { Totals = found.Summary.Totals with { NotKept = writer.NotKept } } };
        }), cancellation);
        var plan = planned!; // read above, or thrown
        if (request.RecordedFor is not null || request.QuietHostDays is not null)
        {
            progress.Report(new WorkProgress("Recording", 0, 0));
            report = report with { Recorded = await served.WriteAsync(workspace => Task.FromResult(workspace.RecordHunt(plan, report, cancellation)), cancellation) };
        }

        if (logs.LeftOut > 0)
        {
            report = report with { Diagnostics = [.. report.Diagnostics, new Diagnostic("LOG305", Severity.Note, "logs", SourceLocation.Whole, $"{logs.LeftOut} links that lead out of their folder, or files past the limit, were left out")] };
        }

        StoredHunt.Write(files.Part, naming.Of(report), report.Summary.Rules.Select(tally => (naming.Of(tally.Rule), tally.Rule.Document)));
        hunt.Fired = [.. report.Summary.Rules.Where(static tally => tally.Rule.IsShown && tally.Findings > 0).Select(tally => new HuntRuleEntry(
            hunt.Entry.Id, naming.Of(tally.Rule).Key, tally.Rule.Title, tally.Rule.Level, tally.Hits, tally.Findings, tally.Hosts, tally.Last is { } last ? Team.MomentOf(last) : ""))];
        var totals = report.Summary.Totals;
        return hunt.Entry with
        {
            Records = totals.Records,
            Findings = totals.Findings,
            Rules = hunt.Fired.Count,
            Gravest = report.Summary.Rules.Where(static tally => tally.Findings > 0).Select(static tally => tally.Rule.Gravity).DefaultIfEmpty(0).Max(),
        };
    }

    // What stopped before it could begin, or with its server, has nobody to say so.
    HuntEntry Standing(HuntEntry entry)
    {
        if (entry.State != HuntEntry.Running)
        {
            return entry;
        }

        if (live.TryGetValue(entry.Id, out var hunt))
        {
            if (hunt.Job is not { State: JobState.Cancelled or JobState.Failed } job)
            {
                return entry;
            }

            live.TryRemove(entry.Id, out _);
            return End(entry with { State = job.State == JobState.Cancelled ? HuntEntry.Cancelled : HuntEntry.Failed, Trouble = job.Outcome });
        }

        if (settings.Database is not null && jobs.FindAbout(entry.Id) is { } elsewhere)
        {
            return elsewhere.State == JobState.Running ? entry : elsewhere.IsLost ? End(entry with { State = HuntEntry.Interrupted }) : Ended(entry, elsewhere);
        }

        var silent = Team.MomentOf(settings.Clock.GetUtcNow().AddSeconds(-SilentSecondsMax));
        return string.CompareOrdinal(entry.SeenAt, silent) < 0 ? End(entry with { State = HuntEntry.Interrupted }) : served.Team.FindHunt(entry.Id) ?? entry;
    }

    // The job's end is told right after the hunt's: what still says that it runs never began to.
    HuntEntry Ended(HuntEntry entry, Job job)
        => served.Team.FindHunt(entry.Id) is { State: not HuntEntry.Running } now ? now
            : End(entry with { State = job.State == JobState.Cancelled ? HuntEntry.Cancelled : HuntEntry.Failed, Trouble = job.State == JobState.Failed ? job.Outcome : "" });

    HuntEntry End(HuntEntry entry)
    {
        if (served.Team.EndHunt(entry, []))
        {
            FilesOf(entry.Id).Remove();
        }

        return served.Team.FindHunt(entry.Id) ?? entry;
    }

    void Sign(string id)
    {
        try
        {
            served.Team.SeeHunt(id);
        }
        catch (IOException)
        {
            // The next sign may come through; a hunt does not end because one does not.
        }
    }

    /// <summary>What a look through logs is called when nobody names it.</summary>
    public static string TitleOf(ChosenLogs logs)
    {
        var first = logs.Names.Show(logs.Paths[0].Replace('\\', '/'));
        var title = logs.Paths.Count == 1 ? first : FormattableString.Invariant($"{first} and {logs.Paths.Count - 1} more");
        return title.Length <= HuntOrder.TitleCharsMax ? title : title[..HuntOrder.TitleCharsMax];
    }

    sealed class CountedProgress(LiveHunt hunt, IProgress<WorkProgress> progress) : IProgress<WorkProgress>
    {
        public void Report(WorkProgress value)
            => progress.Report(hunt.Findings is { } findings ? value with { Detail = FormattableString.Invariant($"{value.Detail}{(value.Detail is { Length: > 0 } ? ", " : "")}{findings.Count:N0} findings") } : value);
    }
}

/// <summary>A hunt that runs on this server.</summary>
sealed class LiveHunt(HuntEntry entry)
{
    /// <summary>What it found so far, for whoever watches it: on this server and, by way of its job, on others.</summary>
    public string Found() => JsonText.Line(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("findings_so_far", Findings?.Count ?? 0);
        json.WriteObjects("latest", Findings?.Latest() ?? [], one =>
        {
            FindingJson.WriteTime(json, "time", one.Time);
            json.WriteString("rule", one.Rule);
            json.WriteString("level", one.Level);
            json.WriteString("host", one.Host);
        });
        json.WriteEndObject();
    });

    /// <summary>As it was listed when it began.</summary>
    public HuntEntry Entry => entry;

    /// <summary>What runs it; null for the moment in which it begins.</summary>
    public Job? Job { get; set; }

    /// <summary>Its findings so far; null until the rules are read.</summary>
    public FindingsWriter? Findings { get; set; }

    /// <summary>Rules that fired; known at the end.</summary>
    public IReadOnlyList<HuntRuleEntry> Fired { get; set; } = [];
}
