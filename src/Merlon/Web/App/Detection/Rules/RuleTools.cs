using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Backends;
using Merlon.Sigma.Explaining;
using Merlon.Sigma.Linting;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.App.Detection.Rules;

/// <summary>What <c>merlon rules</c> does with rules: check, test, explain, translate. Nothing here opens a path that a person gave.</summary>
sealed class RuleTools(ServeSettings settings, ServedWorkspace served)
{
    /// <summary>Longest event that a rule is tried on, in characters.</summary>
    public const int EventCharsMax = 200_000;

    /// <summary>Most records of a pasted text that a rule is tried on.</summary>
    public const int RecordsMax = 1_000;

    /// <summary>What is wrong, doubtful or wasteful in a file of rules, tags against the release in use too.</summary>
    public IReadOnlyList<Diagnostic> Check(ReadOnlyMemory<byte> text, string document)
    {
        var file = new SigmaLint(SigmaLintOptions.Default with { Today = Today }).CheckFile(text, document);
        return [.. file.Findings, .. served.Release() is { } release ? file.Content.Rules.SelectMany(new RuleTagCheck(release.Release).Check) : []];
    }

    /// <summary>Checks some files that were sent, each by itself and all against each other.</summary>
    public RuleCheck Check(IReadOnlyList<RuleFileText> files, AttackRelease? release, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
        => RuleCheck.Of(Told(files, progress).Select(static file => (file.Name ?? "rule.yml", (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Text))), release, Today, progress, cancellationToken);

    /// <summary>Checks every rule file of the organisation, as <c>merlon rules check</c> does.</summary>
    public RuleCheck CheckAll(RuleList list, AttackRelease? release, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var check = RuleCheck.Of(list.Paths, release, Today, progress, cancellationToken);
        return check with { Findings = Shown(list.Names, check.Findings) };
    }

    /// <summary>Runs the tests that stand beside the organisation's rules, as <c>merlon rules test</c> does.</summary>
    public static RuleTestReport TestAll(RuleList list, IProgress<WorkProgress> progress, CancellationToken cancellationToken)
    {
        var (made, shown) = (RuleTests.Run(list.Paths, PipelineSet.BuiltIn, SigmaReadOptions.Default, progress, cancellationToken), list.Names);
        Dictionary<SigmaRule, SigmaRule> rules = new(ReferenceEqualityComparer.Instance); // runs of one test stay runs of one rule
        SigmaRule Of(SigmaRule rule)
        {
            if (!rules.TryGetValue(rule, out var known))
            {
                rules.Add(rule, known = rule with { Document = shown.Show(rule.Document) });
            }

            return known;
        }

        return made with
        {
            Results = [.. made.Results.Select(one => one with { Data = shown.Show(one.Data), Rule = Of(one.Rule) })],
            Diagnostics = Shown(shown, made.Diagnostics),
        };
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
    /// <param name="rule">The rule.</param>
    /// <param name="text">What was pasted.</param>
    /// <param name="logSource">What it is whatever its shape, or empty.</param>
    /// <param name="format">Its format, or empty to recognise it.</param>
    /// <param name="pipeline">Name of the pipeline that it is read with, or empty.</param>
    /// <param name="number">Number of the record to explain; 0 for the first that the rule fires on, else the nearest.</param>
    public static RuleAccount Explain(SigmaRule rule, string text, string logSource, string format, string pipeline = "", int number = 0)
    {
        if (text.Length is 0 or > EventCharsMax)
        {
            throw new InvalidDataException(text.Length == 0 ? "paste an event first: JSON, XML, a syslog line or any other format that is read" : $"an event has at most {EventCharsMax} characters");
        }

        var known = format.Length == 0 ? (LogFormat?)null : LogFormats.TryFind(format, out var found) ? found : throw new InvalidDataException($"'{format}' is no format: {string.Join(", ", LogFormats.AllNames)}");
        RequirePipeline(pipeline);
        var choice = PipelineChoice.Of(pipeline.Length > 0 ? [pipeline] : [], logSource.Length > 0 ? logSource : null, ReadLimits.Default);
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var reader = LogReaders.Open(stream, "event", known, LogReadOptions.Default);
        LogEvent record = new();
        RuleAccount? nearest = null;
        for (var i = 0; i < RecordsMax && nearest is not { IsMatch: true } && reader.Read(record); i++)
        {
            if (number > 0 && record.Number != number)
            {
                continue;
            }

            var account = RuleAccount.Of(rule, record, choice.Pipelines, choice.Forced);
            nearest = nearest is null || account.Nearness > nearest.Nearness ? account : nearest;
        }

        return nearest ?? throw new InvalidDataException(number > 0 ? $"there is no record {number} in it" : "there is no record in it that can be read: paste an event as JSON, XML, a syslog line or any other format that is read");
    }

    /// <summary>A rule in the language of another system, or why it cannot be said there.</summary>
    /// <exception cref="InvalidDataException">There is no such language.</exception>
    public static Translation Translate(SigmaRule rule, string target, TranslationOptions options, string pipeline = "")
    {
        RequirePipeline(pipeline);
        var to = TranslationTarget.Find(target) ?? throw new InvalidDataException($"'{target}' is no target: {string.Join(", ", TranslationTarget.All.Select(static one => one.Name))}");
        return to.Translate(rule, options with { Pipeline = pipeline.Length > 0 ? PipelineSet.BuiltIn.Find(pipeline) : to.PipelineFor(rule, PipelineSet.BuiltIn) });
    }

    // A pipeline is a name here: as a path it could ask which files the server has.
    static void RequirePipeline(string name)
    {
        if (name.Length > 0 && PipelineSet.BuiltIn.Find(name) is null)
        {
            throw new InvalidDataException($"there is no pipeline '{name}': {string.Join(", ", PipelineSet.BuiltIn.Pipelines.Select(static one => one.Name))}");
        }
    }

    DateOnly Today => DateOnly.FromDateTime(settings.Clock.GetUtcNow().UtcDateTime);

    static List<Diagnostic> Shown(ShownNames names, IReadOnlyList<Diagnostic> diagnostics)
        => [.. diagnostics.Select(one => one with { Document = names.Show(one.Document), Message = names.Show(one.Message), Excerpt = one.Excerpt is { } excerpt ? names.Show(excerpt) : null })];

    static IEnumerable<RuleFileText> Told(IReadOnlyList<RuleFileText> files, IProgress<WorkProgress> progress)
    {
        for (var i = 0; i < files.Count; i++)
        {
            progress.Report(new WorkProgress("Reading rules", i, files.Count));
            yield return files[i];
        }
    }
}
