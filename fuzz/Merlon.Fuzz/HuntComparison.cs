using System.Globalization;
using System.Text;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;
using Merlon.Sigma;
using Merlon.Sigma.Matching;

namespace Merlon.Fuzz;

/// <summary>Hunts the same bytes the fast way, the fast way with several threads, and the general way with the naive matcher: all have to say the same.</summary>
static class HuntComparison
{
    static readonly RuleSet Rules = RuleSet.Compile(
        SigmaReader.ReadContent(Encoding.UTF8.GetBytes("""
            title: fields
            logsource: {product: windows}
            detection:
                a: {Image|endswith: 'e', CommandLine|contains: ' '}
                b: {EventID: [1, 4688], Data|contains: a}
                c: {Hashes: null}
                d: {TargetObject|re: '[A-Z]+'}
                condition: 1 of *
            ---
            title: keywords
            logsource: {product: windows}
            detection:
                keywords: [powershell, 'lsass*exe', 4624]
                condition: keywords
            """), "rules.yml", SigmaReadOptions.Default).Value ?? SigmaContent.Empty, PipelineSet.BuiltIn);

    /// <summary>Compares, and tells how it was.</summary>
    public static ulong Run(byte[] bytes, LogFormat format)
    {
        var slow = Hunt(bytes, format, new HuntOptions { Threads = 1, IsFast = false });
        var fast = Hunt(bytes, format, new HuntOptions { Threads = 1 });
        Compare(slow.Lines, fast.Lines, "fast");
        if (bytes.Length > 200_000)
        {
            Compare([.. fast.Lines, .. fast.Diagnostics], Hunt(bytes, format, new HuntOptions { Threads = 3 }) is var several ? [.. several.Lines, .. several.Diagnostics] : [], "threads");
        }

        return slow.Behaviour;
    }

    static Told Hunt(byte[] bytes, LogFormat format, HuntOptions options)
    {
        var told = new Told();
        LogHunt.Run([new LogInput("fuzz", () => new MemoryStream(bytes, writable: false), Format: format)], Rules, options, told, CancellationToken.None);
        return told;
    }

    static void Compare(List<string> slow, List<string> fast, string way)
    {
        for (var i = 0; i < Math.Max(slow.Count, fast.Count); i++)
        {
            var (left, right) = (slow.ElementAtOrDefault(i), fast.ElementAtOrDefault(i));
            if (!string.Equals(left, right, StringComparison.Ordinal))
            {
                throw new DifferenceException($"{way} differs in line {i}:\n  {left}\n  {right}");
            }
        }
    }

    sealed class Told : IHuntSink
    {
        public List<string> Lines { get; } = [];

        /// <summary>In full; how much of a fault an excerpt shows is left to each way.</summary>
        public List<string> Diagnostics { get; } = [];

        public ulong Behaviour { get; private set; }

        public void OnMatch(in RecordMatch match)
            => Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{match.Record.Number} {match.Record.Offset} {match.Record.Count} {string.Join(',', match.RuleIndexes.ToArray())} {string.Join('/', match.Route.SelectorValues)}"));

        public void OnFile(FileTally file)
        {
            Behaviour = Fuzz.Behaviour.Of(file.Diagnostics, file.Records, file.Failed, Lines.Count);
            Lines.Add(string.Create(CultureInfo.InvariantCulture, $"{file.Records} {file.Failed} {file.Unrouted} {file.Bytes} {string.Join(' ', file.Pipelines)} {string.Join(' ', file.Diagnostics.Select(static d => d.Code + " " + d.Place))}"));
            Diagnostics.AddRange(file.Diagnostics.Select(static d => d.ToString()));
        }

        public void OnProfile(RuleProfile profile)
        {
        }
    }
}
