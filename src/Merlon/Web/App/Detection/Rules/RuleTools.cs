using System.Text;
using Merlon.Assessment;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Backends;
using Merlon.Sigma.Explaining;
using Merlon.Sigma.Linting;
using Merlon.Web.Serving;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>What <c>merlon rules</c> does with rules: check, test, explain, translate. Nothing here opens a path that a person gave.</summary>
sealed class RuleTools(ServeSettings settings, ServedWorkspace served) : IDisposable
{
    /// <summary>Longest event that a rule is tried on, in characters.</summary>
    public const int EventCharsMax = 200_000;

    /// <summary>Most records of a pasted text that a rule is tried on.</summary>
    public const int RecordsMax = 1_000;

    readonly SemaphoreSlim checking = new(1, 1);
    volatile Tuple<string, RuleCheck>? lastCheck;
    volatile Tuple<string, RuleTestReport>? lastTests;

    /// <summary>What is wrong, doubtful or wasteful in a file of rules, tags against the release in use too.</summary>
    public IReadOnlyList<Diagnostic> Check(ReadOnlyMemory<byte> text, string document)
    {
        var file = Lint().CheckFile(text, document);
        return [.. file.Findings, .. TagsOf(file)];
    }

    /// <summary>Checks some files, each by itself and all against each other.</summary>
    public RuleCheck CheckTogether(IReadOnlyList<(string Name, ReadOnlyMemory<byte> Text)> files, CancellationToken cancellationToken)
    {
        var lint = Lint();
        List<SigmaFileLint> read = [];
        List<Diagnostic> findings = [];
        foreach (var (name, text) in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var file = lint.CheckFile(text, name);
            read.Add(file);
            findings.AddRange(file.Findings);
            findings.AddRange(TagsOf(file));
        }

        findings.AddRange(lint.CheckTogether(read, cancellationToken));
        return new RuleCheck(read.Count, read.Sum(static file => file.Content.Rules.Count), served.Release()?.Release.Version ?? "",
            [.. findings.OrderByDescending(static one => one.Severity).ThenBy(static one => one.Document, StringComparer.Ordinal).ThenBy(static one => one.Location.Line).ThenBy(static one => one.Location.Column).ThenBy(static one => one.Code, StringComparer.Ordinal)]);
    }

    /// <summary>Checks every rule of the organisation; kept until a rule changes.</summary>
    public async Task<RuleCheck> CheckAllAsync(RuleList list, CancellationToken cancellationToken)
    {
        await checking.WaitAsync(cancellationToken);
        try
        {
            if (lastCheck is { } known && known.Item1 == list.Tag)
            {
                return known.Item2;
            }

            var made = await Task.Run(() => CheckTogether([.. list.Cards.DistinctBy(static card => card.Path, StringComparer.Ordinal).Where(static card => File.Exists(card.Path))
                .Select(static card => (card.Document, (ReadOnlyMemory<byte>)SingleFile.Read(card.Path, ReadLimits.Default.YamlBytesMax)))], cancellationToken), cancellationToken);
            lastCheck = new(list.Tag, made);
            return made;
        }
        finally
        {
            checking.Release();
        }
    }

    /// <summary>Runs the tests that stand beside the organisation's rules; kept until a rule changes.</summary>
    public async Task<RuleTestReport> TestAllAsync(RuleList list, CancellationToken cancellationToken)
    {
        await checking.WaitAsync(cancellationToken);
        try
        {
            if (lastTests is { } known && known.Item1 == list.Tag)
            {
                return known.Item2;
            }

            var (paths, names) = list.Cards.Count == 0 ? ([], []) : list.PathsOf("all");
            var made = paths.Count == 0 ? new RuleTestReport(0, 0, [], [])
                : await Task.Run(() => RuleTests.Run(paths, PipelineSet.BuiltIn, SigmaReadOptions.Default, progress: null, cancellationToken), cancellationToken);
            var shown = new ShownNames(names);
            made = made with
            {
                Results = [.. made.Results.Select(one => one with { Data = shown.Show(one.Data), Rule = one.Rule with { Document = shown.Show(one.Rule.Document) } })],
                Diagnostics = [.. made.Diagnostics.Select(one => one with { Document = shown.Show(one.Document), Message = shown.Show(one.Message) })],
            };
            lastTests = new(list.Tag, made);
            return made;
        }
        finally
        {
            checking.Release();
        }
    }

    /// <summary>The text of a rule's file as it is now; empty where it is gone.</summary>
    public static string TextOf(RuleCard card)
    {
        try
        {
            return File.Exists(card.Path) ? Encoding.UTF8.GetString(SingleFile.Read(card.Path, ReadLimits.Default.YamlBytesMax)) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>Why a rule fires on a pasted event, or on the one of several that comes nearest.</summary>
    /// <exception cref="InvalidDataException">There is no record in the text, or it is too long, or the log source is none.</exception>
    public static RuleAccount Explain(SigmaRule rule, string text, string logSource, string format)
    {
        if (text.Length is 0 or > EventCharsMax)
        {
            throw new InvalidDataException(text.Length == 0 ? "paste an event first: JSON, XML, a syslog line or any other format that is read" : $"an event has at most {EventCharsMax} characters");
        }

        var known = format.Length == 0 ? (LogFormat?)null : LogFormats.TryFind(format, out var found) ? found : throw new InvalidDataException($"'{format}' is no format: {string.Join(", ", LogFormats.AllNames)}");
        var choice = PipelineChoice.Of([], logSource.Length > 0 ? logSource : null, ReadLimits.Default);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var reader = LogReaders.Open(stream, "event", known, LogReadOptions.Default);
        LogEvent record = new();
        RuleAccount? nearest = null;
        for (var i = 0; i < RecordsMax && nearest is not { IsMatch: true } && reader.Read(record); i++)
        {
            var account = RuleAccount.Of(rule, record, choice.Pipelines, choice.Forced);
            nearest = nearest is null || account.Nearness > nearest.Nearness ? account : nearest;
        }

        return nearest ?? throw new InvalidDataException("there is no record in it that can be read: paste an event as JSON, XML, a syslog line or any other format that is read");
    }

    /// <summary>A rule in the language of another system, or why it cannot be said there.</summary>
    /// <exception cref="InvalidDataException">There is no such language.</exception>
    public static Translation Translate(SigmaRule rule, string target, TranslationOptions options)
    {
        var to = TranslationTarget.Find(target) ?? throw new InvalidDataException($"'{target}' is no target: {string.Join(", ", TranslationTarget.All.Select(static one => one.Name))}");
        return to.Translate(rule, options with { Pipeline = to.PipelineFor(rule, PipelineSet.BuiltIn) });
    }

    /// <inheritdoc/>
    public void Dispose() => checking.Dispose();

    SigmaLint Lint() => new(SigmaLintOptions.Default with { Today = DateOnly.FromDateTime(settings.Clock.GetUtcNow().UtcDateTime) });

    IEnumerable<Diagnostic> TagsOf(SigmaFileLint file) => served.Release() is { } release ? file.Content.Rules.SelectMany(new RuleTagCheck(release.Release).Check) : [];
}

/// <summary>What a check of rules found.</summary>
/// <param name="Files">Files that were read.</param>
/// <param name="Rules">Rules in them.</param>
/// <param name="Release">The release that tags were held against.</param>
/// <param name="Findings">The gravest first.</param>
public sealed record RuleCheck(int Files, int Rules, string Release, IReadOnlyList<Diagnostic> Findings);
