using System.Text.RegularExpressions;
using Merlon.Web.Serving;
using Merlon.Web.Tests.Accessibility;
using Microsoft.AspNetCore.Routing;

namespace Merlon.Web.Tests.Languages;

/// <summary>Every page in a language that nobody speaks: what is still English on it is neither translated nor data.</summary>
public sealed partial class PseudoLocaleTests
{
    static readonly char[] Around = [' ', '(', ')', ',', ';', ':', '.', '·', '…', '=', '+', '×'];

    [Fact]
    public async Task Every_page_speaks_the_language_that_is_asked_for()
    {
        using TemporaryFolder texts = new();
        PseudoLanguage.Write(texts.Path);
        await using var served = await ServedMerlon.StartAsync(settings => settings with { TextFolders = [texts.Path] });
        served.Server.Languages.ShouldHaveSingleItem().Diagnostics.ShouldBeEmpty();
        served.Server.Languages[0].Missing.ShouldBeEmpty();
        var standing = await served.Server.Served.StandingAsync(CancellationToken.None);
        standing.Assessment.ShouldNotBeNull();
        KnownWords known = new(standing.Assessment, served.Organisation);
        foreach (var operation in served.Server.Endpoints.Select(static endpoint => endpoint.Metadata.GetMetadata<IEndpointNameMetadata>()?.EndpointName).OfType<string>())
        {
            known.Add(operation);
        }

        known.Add("powershell"); // what the page of searches is asked for
        known.Add(served.PersonOf(TeamRole.Administrator).Name);
        using var client = await served.ClientAsync(TeamRole.Administrator);
        using var nobody = await served.ClientAsync(TeamRole.Nobody);
        SortedDictionary<string, List<string>> leaks = new(StringComparer.Ordinal);
        foreach (var path in PageSamples.ByRoute.Values.SelectMany(static paths => paths).Append("/nowhere"))
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { { "Accept-Language", PseudoLanguage.Tag + ", en;q=0.5" } } };
            using var response = await (path == "/sign-in" ? nobody : client).SendAsync(request);
            if ((int)response.StatusCode is >= 300 and < 400)
            {
                continue; // to another page of the list
            }

            var html = await response.Content.ReadAsStringAsync();
            (response.IsSuccessStatusCode || path == "/nowhere").ShouldBeTrue($"{path}: {(int)response.StatusCode}");
            html.ShouldContain($"<html lang=\"{PseudoLanguage.Tag}\" dir=\"ltr\"", customMessage: path);
            foreach (var (where, text) in PageTexts.Of(html))
            {
                foreach (var piece in PseudoLanguage.PiecesOutside(text).SelectMany(static piece => piece.Split(" · ")).Where(piece => !IsWordless(piece, known)))
                {
                    (leaks.TryGetValue(path, out var found) ? found : leaks[path] = []).Add($"{where}: {piece}");
                }
            }
        }

        var told = leaks.Select(static page => $"{page.Key} ({page.Value.Count})\n  {string.Join("\n  ", page.Value.Distinct(StringComparer.Ordinal))}");
        if (Environment.GetEnvironmentVariable("MERLON_LEAKS") is { } file)
        {
            await File.WriteAllTextAsync(file, string.Join('\n', told));
        }

        leaks.ShouldBeEmpty(string.Join('\n', told));
    }

    /// <summary>True when nothing is left to translate once numbers, ids, names of formats, addresses and paths are taken out.</summary>
    static bool IsWordless(string piece, KnownWords known)
    {
        var rest = Symbols().Replace(piece, " ");
        if (known.Has(piece) || known.Has(Numbered().Replace(piece, "")) || known.Has(piece.Trim(Around)) || known.Has(rest.Trim(Around)) || (piece.Contains(", ", StringComparison.Ordinal) && piece.Split(", ").All(part => IsWordless(part, known))))
        {
            return true;
        }

        return !Word().IsMatch(Unchanged().Replace(rest, " "));
    }

    [GeneratedRegex(@"\b([TGSCM]|DS|DC|TA|DET|AN|A)\d{4}(\.\d{3})?\b|\b\d{4}-\d{2}-\d{2}(T[\d:.]+)?Z?|\b\d[\d.,]*\s?((k|M) )?(EUR|USD|pp|kB|KiB|MiB|GiB|B|%|ms|s)(?!\w)|\b[a-z-]+--[0-9a-f-]{36}|\b[\w.]+:\d+:\d+( \([\w.\[\]]+\))?|\b\d{4}-\d{2}\b|https?://\S+|(?<!\w)[\w.-]*/[\w./-]+|\b[\w-]+\.(json|yaml|yml|csv|html|svg|xlsx|evtx|db|xml|md)\b|\bv?\d+(\.\d+)+\b|\b[0-9a-f]{8,64}\b|\b[a-z][\w-]+(:[\w.-]+)+", RegexOptions.ExplicitCapture)]
    private static partial Regex Symbols();

    [GeneratedRegex(@"^\d+ ")]
    private static partial Regex Numbered();

    // Names of things, of formats and of those whose facts are used are the same in every language.
    [GeneratedRegex(@"(?<!\w)(Merlon|MITRE|ATT&CK|Navigator|Sigma|DeTT&CT|STIX|JSON|NDJSON|CSV|SVG|PNG|XLSX|YAML|HTML|Markdown|UTC|API|OpenAPI|EVTX|SQLite|PostgreSQL|XML|SARIF|INFORM|EUR|tidal|misp|attack-description)(?!\w)", RegexOptions.ExplicitCapture)]
    private static partial Regex Unchanged();

    [GeneratedRegex(@"\p{L}{2,}")]
    private static partial Regex Word();
}
