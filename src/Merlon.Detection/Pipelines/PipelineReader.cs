using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Merlon.Documents;
using Merlon.Logs;
using Merlon.Sigma;

namespace Merlon.Pipelines;

/// <summary>Reads pipelines from YAML (docs/formats/pipelines.md); never throws for content.</summary>
public static class PipelineReader
{
    /// <summary>Most pipelines of one file, and most entries of one list of a pipeline.</summary>
    public const int EntriesMax = 1_000;

    static readonly ImmutableArray<string> Keys =
        ["name", "title", "formats", "markers", "prefixes", "fields", "selectors", "selector_paths", "windows", "logsources", "time", "host", "user"];

    /// <summary>
    /// Reads the pipelines of one file, one a document. A pipeline without a name, or with neither log sources nor
    /// <c>windows: true</c>, gives an error (<c>PIPE0nn</c>) and no pipeline; an unknown key or format gives a warning.
    /// </summary>
    public static Parsed<IReadOnlyList<Pipeline>> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var yaml = YamlDocument.ReadAll(utf8, document, limits);
        if (yaml.Value is null)
        {
            return new(null, yaml.Diagnostics);
        }

        var log = new DiagnosticLog(document, limits);
        log.AddRange(yaml.Diagnostics);
        List<Pipeline> pipelines = [];
        foreach (var root in yaml.Value.Take(EntriesMax))
        {
            if (root is not YamlNode.Mapping mapping)
            {
                log.Error("PIPE001", root.Location, "a pipeline is a mapping of keys to values; nothing was read from this");
            }
            else if (new PipelineBuilder(mapping, log).Build() is { } pipeline)
            {
                pipelines.Add(pipeline);
            }
        }

        if (yaml.Value.Count > EntriesMax)
        {
            log.Error("PIPE002", yaml.Value[EntriesMax].Location, $"more than {EntriesMax} pipelines; the rest was not read");
        }

        return new(pipelines, log.ToList());
    }

    /// <summary>Reads a pipeline that the library carries; one with an error throws, for Merlon makes them.</summary>
    internal static Pipeline ReadBuiltIn(string name)
    {
        var parsed = Read(Encoding.UTF8.GetBytes(DetectionFacts.ReadText("pipelines/" + name)), name, ReadLimits.Default);
        return parsed is { Value: [var pipeline], Diagnostics.Count: 0 }
            ? pipeline
            : throw new InvalidDataException($"{name} is no pipeline: {string.Join("; ", parsed.Diagnostics)}");
    }

    sealed class PipelineBuilder(YamlNode.Mapping root, DiagnosticLog log)
    {
        public Pipeline? Build()
        {
            foreach (var (key, _) in root.Entries)
            {
                if (!Keys.Contains(key.Text, StringComparer.Ordinal))
                {
                    var advice = Spelling.Nearest(key.Text, Keys) is { } nearest ? $"did you mean '{nearest}'?" : $"use one of {string.Join(", ", Keys)}";
                    log.Warn("PIPE003", key.Location, "unknown key; it was left out", key.Text, advice);
                }
            }

            var name = TextOf(root, "name");
            var cases = ReadCases();
            var isWindows = TextOf(root, "windows") is "true";
            if (name.Length == 0)
            {
                log.Error("PIPE004", root.Location, "the pipeline has no name, so it was not read", advice: "add 'name:'");
                return null;
            }

            if (cases.IsEmpty && !isWindows)
            {
                log.Error("PIPE005", root.Location, "the pipeline says of no record which log source it is, so it was not read", name, "add 'logsources:' or 'windows: true'");
                return null;
            }

            return new Pipeline
            {
                Name = name,
                Title = TextOf(root, "title") is { Length: > 0 } title ? title : name,
                Formats = ReadFormats(),
                Markers = [.. Items(root, "markers").Select(TextsOf).Where(static paths => !paths.IsEmpty)],
                Prefixes = TextsOf(root, "prefixes"),
                Paths = ReadPaths("fields"),
                Selectors = TextsOf(root, "selectors"),
                SelectorPaths = ReadPaths("selector_paths"),
                IsWindows = isWindows,
                Cases = cases,
                TimeFields = TextsOf(root, "time"),
                HostFields = TextsOf(root, "host"),
                UserFields = TextsOf(root, "user"),
            };
        }

        ImmutableArray<LogFormat> ReadFormats()
        {
            var formats = ImmutableArray.CreateBuilder<LogFormat>();
            foreach (var item in Items(root, "formats"))
            {
                var text = (item as YamlNode.Scalar)?.Text ?? "";
                if (Enum.TryParse<LogFormat>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var format) && Enum.IsDefined(format))
                {
                    formats.Add(format);
                }
                else
                {
                    log.Warn("PIPE006", item.Location, "unknown log format; it was left out", text, $"use one of {string.Join(", ", Enum.GetNames<LogFormat>())}");
                }
            }

            return formats.ToImmutable();
        }

        ImmutableDictionary<string, ImmutableArray<string>> ReadPaths(string of)
        {
            var paths = ImmutableDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
            foreach (var (key, value) in EntriesOf(root, of))
            {
                paths[key.Text] = TextsOf(value);
            }

            return paths.ToImmutable();
        }

        ImmutableArray<PipelineCase> ReadCases()
        {
            var cases = ImmutableArray.CreateBuilder<PipelineCase>();
            foreach (var item in Items(root, "logsources"))
            {
                if (item is not YamlNode.Mapping mapping || !mapping.TryFind("logsource", out var node) || node is not YamlNode.Mapping source)
                {
                    log.Error("PIPE007", item.Location, "an entry of logsources has no logsource mapping; it was left out", advice: "write '- logsource: {product: …, category: …, service: …}'");
                    continue;
                }

                var renames = EntriesOf(mapping, "renames").Select(static e => KeyValuePair.Create(e.Key.Text, (e.Value as YamlNode.Scalar)?.Text ?? ""));
                var claim = new LogSourceClaim(
                    new SigmaLogSource(Word(source, "product"), Word(source, "category"), Word(source, "service")),
                    renames.Where(static e => e.Value.Length > 0).ToFrozenDictionary(StringComparer.Ordinal),
                    [.. EntriesOf(mapping, "conditions").Select(static e => KeyValuePair.Create(e.Key.Text, (e.Value as YamlNode.Scalar)?.Text ?? ""))]);
                cases.Add(new PipelineCase([.. EntriesOf(mapping, "when").Select(e => KeyValuePair.Create(e.Key.Text, TextsOf(e.Value)))], claim));
            }

            WarnUnselected(cases);
            return cases.ToImmutable();
        }

        // A case over a field that is no selector could never hold.
        void WarnUnselected(ImmutableArray<PipelineCase>.Builder cases)
        {
            var selectors = TextsOf(root, "selectors");
            foreach (var field in cases.SelectMany(static c => c.When).Select(static w => w.Key).Except(selectors, StringComparer.Ordinal))
            {
                log.Error("PIPE008", root.Location, "a log source depends on a field that is no selector, so no record would be of it", field, "add it to 'selectors:'");
            }
        }

        static string Word(YamlNode.Mapping mapping, string key) => TextOf(mapping, key).ToLowerInvariant();

        static string TextOf(YamlNode.Mapping mapping, string key)
            => mapping.TryFind(key, out var node) && node is YamlNode.Scalar { IsNull: false } scalar ? scalar.Text.Trim() : "";

        static ImmutableArray<string> TextsOf(YamlNode.Mapping mapping, string key)
            => mapping.TryFind(key, out var node) ? TextsOf(node) : [];

        static ImmutableArray<string> TextsOf(YamlNode node)
            => [.. ((node as YamlNode.Sequence)?.Items ?? [node]).OfType<YamlNode.Scalar>().Where(static s => !s.IsNull).Select(static s => s.Text).Take(EntriesMax)];

        static IEnumerable<YamlNode> Items(YamlNode.Mapping mapping, string key)
            => mapping.TryFind(key, out var node) ? ((node as YamlNode.Sequence)?.Items ?? [node]).Take(EntriesMax) : [];

        static IEnumerable<KeyValuePair<YamlNode.Scalar, YamlNode>> EntriesOf(YamlNode.Mapping mapping, string key)
            => mapping.TryFind(key, out var node) && node is YamlNode.Mapping inner ? inner.Entries.Take(EntriesMax) : [];
    }
}
