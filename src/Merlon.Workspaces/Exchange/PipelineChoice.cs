using Merlon.Documents;
using Merlon.Pipelines;
using Merlon.Sigma;

namespace Merlon.Workspaces.Exchange;

/// <summary>How records are to be read: the pipelines that are tried, and the one that is used for all records, if any.</summary>
/// <param name="Pipelines">What is tried.</param>
/// <param name="Forced">What every record is read with, or null to recognise each.</param>
/// <param name="Diagnostics">What was noticed in the users' files.</param>
public sealed record PipelineChoice(PipelineSet Pipelines, Pipeline? Forced, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>The built-in pipelines, each record recognised.</summary>
    public static PipelineChoice BuiltIn { get; } = new(PipelineSet.BuiltIn, Forced: null, []);

    /// <summary>
    /// Reads what a person asks for: each word is a file of pipelines (tried first) or the name of one (then used for all
    /// records); a log source (<c>aws//cloudtrail</c>: product, category, service) says what all records are, in any shape.
    /// </summary>
    /// <exception cref="InvalidDataException">A word is neither a file nor a pipeline's name, or the log source is none; the message lists what there is.</exception>
    public static PipelineChoice Of(IReadOnlyList<string> words, string? logSource, ReadLimits limits)
    {
        var set = PipelineSet.BuiltIn;
        List<Diagnostic> diagnostics = [];
        Pipeline? forced = logSource is null ? null : Pipeline.Of(LogSourceOf(logSource));
        foreach (var word in words)
        {
            if (File.Exists(word))
            {
                if (BoundedBytes.OfPlainFile(word, limits.YamlBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
                {
                    throw new InvalidDataException($"{word} is larger than a file of pipelines may be ({limits.YamlBytesMax} bytes)");
                }

                var read = PipelineReader.Read(bytes, word, limits);
                diagnostics.AddRange(read.Diagnostics);
                set = set.With(read.Value ?? []);
            }
            else
            {
                forced = set.Find(word) ?? throw new InvalidDataException(
                    $"{word} is neither a file nor a pipeline: the pipelines are {string.Join(", ", set.Pipelines.Select(static p => p.Name))}");
            }
        }

        return new PipelineChoice(forced is null || set.Find(forced.Name) is not null ? set : set.With([forced]), forced, diagnostics);
    }

    static SigmaLogSource LogSourceOf(string text)
    {
        var parts = text.ToLowerInvariant().Split('/');
        if (parts.Length > 3 || parts.All(static p => p.Length == 0))
        {
            throw new InvalidDataException($"{text} is no log source: write product/category/service, such as windows/process_creation or aws//cloudtrail");
        }

        return new SigmaLogSource(parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
    }
}
