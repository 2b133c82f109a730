using System.Text;
using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Fuzz;

/// <summary>An administration file is the same after it was written: what is read from it, its scores, and its remarks.</summary>
static class DettectComparison
{
    public static ulong Run(byte[] bytes)
    {
        var parsed = DettectReader.Read(bytes, "fuzz.yaml", ReadLimits.Default);
        if (parsed.Value is not { } file)
        {
            return Behaviour.Of(parsed);
        }

        Same(file, DettectYaml.Write(file.Root, file.Comments), isWhole: true);
        Same(file, DettectYaml.Write(DettectUpgrade.Of(file)), isWhole: false);
        return Behaviour.Of(parsed);
    }

    static void Same(DettectFile file, string written, bool isWhole)
    {
        var bytes = Encoding.UTF8.GetBytes(written);
        if (bytes.Length > ReadLimits.Default.YamlBytesMax)
        {
            return;
        }

        var again = DettectReader.Read(bytes, "written.yaml", ReadLimits.Default).Value ?? throw new InvalidOperationException($"what was written is no administration file: {written}");
        if (!string.Equals(Summary(again), Summary(file), StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"what was written says something else:\n{Summary(file)}\n{Summary(again)}\n{written}");
        }

        if (isWhole && !string.Equals(DettectYaml.Write(again.Root, again.Comments), written, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"what was written is written differently the second time: {written}");
        }
    }

    static string Summary(DettectFile file) => file switch
    {
        DettectDataSources sources => string.Join(";", sources.Sources.Select(static s => $"{s.Name}:{string.Join(",", s.Details.Select(static d => d.Quality.Score.ToString(System.Globalization.CultureInfo.InvariantCulture)))}")),
        DettectTechniques techniques => string.Join(";", DettectScoring.Of(techniques).Select(static s => $"{s.Id}:{s.Detection}:{s.Visibility}")),
        DettectGroups groups => string.Join(";", groups.Groups.Select(static g => $"{g.Title}:{string.Join(",", g.Techniques.Select(static t => t.Id))}")),
        _ => "",
    };
}
