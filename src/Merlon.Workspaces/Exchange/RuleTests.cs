using Merlon.Documents;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Testing;

namespace Merlon.Workspaces.Exchange;

/// <summary>Finds the tests of rules on the disk and runs them: recordings that rules name, and events that stand beside them.</summary>
public static class RuleTests
{
    /// <summary>Largest recording, in bytes.</summary>
    public const int RecordingBytesMax = 256 * 1024 * 1024;

    const string OwnSuffix = ".test.json";

    /// <summary>
    /// Runs every test of the rules below the paths, in the order of the rules. A recording is run as it is and, where the same
    /// name ends in <c>.json</c> beside it, once more from that. What cannot be read is a diagnostic or a test that was not run.
    /// </summary>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public static RuleTestReport Run(IReadOnlyList<string> paths, PipelineSet pipelines, SigmaReadOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        var log = new DiagnosticLog(paths.Count == 1 ? paths[0] : "rules", options.Limits);
        List<RuleTestResult> results = [];
        var rules = 0;
        var untested = 0;
        foreach (var text in RuleTexts.Read(paths, log, options.Limits, progress))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (text.Bytes is not { } bytes)
            {
                continue;
            }

            var read = SigmaReader.ReadContent(bytes, text.Document, options);
            var found = read.Value?.Rules ?? [];
            if (found.Count == 0)
            {
                log.AddRange(read.Diagnostics.Where(static d => d.Severity == Severity.Error));
                continue;
            }

            rules += found.Count;
            var before = results.Count;
            foreach (var rule in found)
            {
                RunRecordings(rule, text, new RuleTrial(rule, pipelines), results, log, options);
            }

            RunEvents(found, text, pipelines, results, log, options);
            untested += results.Count == before ? found.Count : 0;
        }

        return new RuleTestReport(rules, untested, results, log.ToList());
    }

    static void RunRecordings(SigmaRule rule, RuleText text, RuleTrial trial, List<RuleTestResult> results, DiagnosticLog log, SigmaReadOptions options)
    {
        if (text.Bytes is not { } bytes || RuleTestReader.PathIn(bytes, options.Limits) is not { } path)
        {
            return;
        }

        if (FindAbove(text.Path, path) is not { } info)
        {
            log.Warn("SIGMA192", SourceLocation.Whole, "the description of the rule's tests does not exist", path, "name the folder that holds rules and regression_data, or correct regression_tests_path");
            return;
        }

        var read = RuleTestReader.ReadRecordings(ReadWhole(info, options.Limits.YamlBytesMax) ?? default, path, options.Limits);
        log.AddRange(read.Diagnostics);
        foreach (var test in read.Value?.OfType<RuleTest.Recording>() ?? [])
        {
            if (FindAbove(text.Path, test.Path) is not { } recording)
            {
                results.Add(trial.NotRun(test, test.Path, "the recording does not exist"));
                continue;
            }

            Run(trial, test, recording, test.Path, results);
            var twin = Path.ChangeExtension(recording, ".json");
            if (!string.Equals(twin, recording, StringComparison.Ordinal) && File.Exists(twin))
            {
                Run(trial, test, twin, Path.ChangeExtension(test.Path, ".json"), results);
            }
        }
    }

    static void Run(RuleTrial trial, RuleTest test, string path, string data, List<RuleTestResult> results)
    {
        if (ReadWhole(path, RecordingBytesMax) is not { } bytes)
        {
            results.Add(trial.NotRun(test, data, $"the recording cannot be read, or is larger than {RecordingBytesMax} bytes"));
            return;
        }

        using var reader = LogReaders.Open(new MemoryStream(bytes.ToArray(), writable: false), data, format: null, LogReadOptions.Default);
        results.Add(trial.Run(test, reader, data));
    }

    static void RunEvents(IReadOnlyList<SigmaRule> rules, RuleText text, PipelineSet pipelines, List<RuleTestResult> results, DiagnosticLog log, SigmaReadOptions options)
    {
        var path = Path.ChangeExtension(text.Path, OwnSuffix);
        if (!File.Exists(path) || ReadWhole(path, options.Limits.YamlBytesMax) is not { } bytes)
        {
            return;
        }

        var document = Path.ChangeExtension(text.Document, OwnSuffix);
        var read = RuleTestReader.ReadEvents(bytes, document, options.Limits);
        log.AddRange(read.Diagnostics);
        foreach (var test in read.Value?.OfType<RuleTest.Sample>() ?? [])
        {
            foreach (var rule in rules)
            {
                using var reader = LogReaders.Open(new MemoryStream(test.Json.ToArray(), writable: false), document, LogFormat.Json, LogReadOptions.Default);
                results.Add(new RuleTrial(rule, pipelines).Run(test, reader, document));
            }
        }
    }

    // Paths in rules are relative to the root of their repository, which is some folder above them.
    static string? FindAbove(string rule, string path)
    {
        if (Path.IsPathRooted(path) || path.Split('/', '\\').Contains("..", StringComparer.Ordinal))
        {
            return null;
        }

        for (var folder = Path.GetDirectoryName(Path.GetFullPath(rule)); folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var candidate = Path.Combine(folder, path);
            if (File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }

    static ReadOnlyMemory<byte>? ReadWhole(string path, int bytesMax)
    {
        try
        {
            return (BoundedBytes.OfPlainFile(path, bytesMax) as BoundedBytes.Whole)?.Bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>What became of the tests of rules.</summary>
/// <param name="Rules">Rules that were read.</param>
/// <param name="Untested">Rules without any test.</param>
/// <param name="Results">In the order of rules and tests; a recording and its twin are one after the other.</param>
/// <param name="Diagnostics">What was noticed.</param>
public sealed record RuleTestReport(int Rules, int Untested, IReadOnlyList<RuleTestResult> Results, IReadOnlyList<Diagnostic> Diagnostics);
