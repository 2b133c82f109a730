using System.Security.Cryptography;
using System.Text;
using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Workspaces.Exchange;

namespace Merlon.Web.Controls;

/// <summary>The files of an evidence pack. Same assessment, same bytes.</summary>
static class ControlsPackFiles
{
    const string SumsName = "SHA256SUMS";

    /// <summary>Index, a page for each control, tables, JSON, and last the SHA-256 of every file before.</summary>
    public static IEnumerable<OutputFile> Of(ControlPack pack)
    {
        var assets = PackAssets.Load();
        var sums = new SortedDictionary<string, string>(StringComparer.Ordinal);
        yield return Summed("index.html", stream => WritePage(pack, standing: null, assets, stream), sums);
        foreach (var standing in pack.Standings)
        {
            yield return Summed($"{ControlPack.PagesFolder}/{pack.FileNameOf(standing)}", stream => WritePage(pack, standing, assets, stream), sums);
        }

        yield return Summed("controls.csv", stream => WriteText(stream, text => ControlsTable(pack).WriteCsv(text, keepsFormulas: false)), sums);
        yield return Summed("techniques.csv", stream => WriteText(stream, text => TechniquesTable(pack).WriteCsv(text, keepsFormulas: false)), sums);
        yield return Summed("pack.json", stream => JsonText.WriteFile(stream, json => ControlTables.WriteStandings(json, pack.Standings, pack.Framework, pack.Assessment)), sums);
        yield return new OutputFile(SumsName, stream => WriteText(stream, text =>
        {
            foreach (var (name, hash) in sums)
            {
                text.Write($"{hash}  {name}\n"); // as sha256sum -c reads it
            }
        }));
    }

    /// <summary>Made when it is asked for, so that a thousand pages are not held at once.</summary>
    static OutputFile Summed(string name, Action<Stream> write, SortedDictionary<string, string> sums)
    {
        using var bytes = new MemoryStream();
        write(bytes);
        var content = bytes.ToArray();
        sums[name] = Convert.ToHexStringLower(SHA256.HashData(content));
        return new OutputFile(name, stream => stream.Write(content));
    }

    static void WritePage(ControlPack pack, ControlStanding? standing, PackAssets assets, Stream stream) => HtmlFile.Write<PackPage>(
        new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(PackPage.Pack)] = pack,
            [nameof(PackPage.Standing)] = standing,
            [nameof(PackPage.Inlined)] = assets,
        },
        stream);

    static void WriteText(Stream stream, Action<TextWriter> write)
    {
        using var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        write(writer);
    }

    static ListTable<ControlStanding> ControlsTable(ControlPack pack) => new(
        "controls",
        [
            .. ControlTables.StandingColumns,
            new("places", "places", standing => new ListValue.Several([.. standing.Declared.Select(entry => $"{pack.Assessment.Organisation.Document}:{entry.Location}")])),
            new("page", "page", standing => $"{ControlPack.PagesFolder}/{pack.FileNameOf(standing)}"),
        ],
        pack.Standings);

    static ListTable<(ControlStanding Standing, ControlTechnique Technique, Evidence? Statement)> TechniquesTable(ControlPack pack) => new(
        "techniques",
        [
            new("control", "control", static row => row.Standing.ControlId),
            new("degree", "degree", static row => ControlWords.Of(row.Standing.Degree)),
            new("technique", "technique", static row => row.Technique.Technique.Id),
            new("name", "name", static row => row.Technique.Technique.Name),
            new("weight", "weight", static row => new ListValue.Decimal(row.Technique.Weight)),
            new("covered", "covered", static row => new ListValue.Decimal(row.Technique.Covered)),
            new("remains", "remains", static row => new ListValue.Decimal(1 - row.Technique.Covered)),
            new("without", "without", static row => new ListValue.Decimal(row.Technique.Without)),
            new("raised", "raised", static row => new ListValue.Decimal(row.Technique.Raised)),
            new("possible", "possible", static row => row.Technique.IsPossible),
            new("claim", "claim", static row => PackLook.Claim(row.Technique.Edge)),
            new("derived", "derived", static row => row.Technique.Edge.IsDerived),
            new("hops", "hops", static row => row.Technique.Edge.Hops),
            new("path", "path", static row => PackLook.Path(row.Standing, row.Technique)),
            new("attack_version", "ATT&CK", static row => row.Technique.Edge.Source.AttackVersion),
            new("mapping", "mapping", static row => row.Technique.Edge.Source.Document),
            new("evidence", "evidence", static row => row.Statement?.Id ?? ""),
            new("strength", "strength", static row => new ListValue.Decimal(row.Statement?.Strength ?? 0)),
            new("date", "date", static row => new ListValue.Day(row.Statement?.Date)),
            new("place", "place", static row => row.Statement?.Place ?? ""),
        ],
        [.. pack.Standings.SelectMany(standing => standing.Techniques.Select(technique => (standing, technique, pack.StatementOf(standing, technique.Technique.TechniqueId))))]);
}
