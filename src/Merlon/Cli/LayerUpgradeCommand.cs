using System.CommandLine;
using System.Text;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon layer upgrade</c>: a layer, or a folder of them, to another release in one step, with what to review.</summary>
static class LayerUpgradeCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("upgrade", "Bring a layer, or a folder of layers, to another release of ATT&CK in one step, and list what to review; nothing is dropped.")
        {
            Examples =
            [
                new("merlon layer upgrade old.json --to 18.1 --out new.json", "Moves what was revoked, renamed, split or merged."),
                new("merlon layer upgrade layers --to 18.1 --out upgraded", "The same for a folder and the folders in it, with layer-review.txt and .json."),
                new("merlon layer upgrade old.json --before enterprise-attack-12.1.json --json", "What would change, also new sub-techniques and names; writes nothing."),
            ],
        };
        var source = OptionReading.Argument("PATH", "A layer file, or a folder of them.");
        var output = OptionReading.Text("--out", "File to write, or for a folder a folder (default: only the review list is shown).", "PATH");
        var before = OptionReading.Text("--before", "Bundle or folder of the release that the layers were made for (default: the workspace's, where it has it): tells new sub-techniques and names.", "PATH");
        command.Add(source);
        command.Add(output);
        command.Add(before);
        var choice = new ReleaseChoice(command, versionName: "--to");
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction((parse, cancellationToken) =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            var earlier = new EarlierReleases(terminal, parse.GetValue(before), choice.WorkspaceIn(parse), release);
            return Task.FromResult(Run(terminal, parse.GetRequiredValue(source), parse.GetValue(output), release, earlier, parse.GetValue(json), cancellationToken));
        });
        return command;
    }

    static int Run(
        Terminal terminal, string source, string? output, AttackRelease release, EarlierReleases earlier, bool asJson, CancellationToken cancellationToken)
    {
        var isFolder = Directory.Exists(source);
        List<Upgraded> files = [];
        using (var progress = new ProgressLine(terminal))
        {
            var names = isFolder ? LayerFiles.Find(source) : [Path.GetFileName(source)];
            foreach (var name in names)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress.Report(new WorkProgress("Upgrading layers", files.Count, names.Count));
                files.Add(Upgrade(isFolder ? $"{source.TrimEnd('/', '\\')}/{name}" : source, name, release, earlier));
            }
        }

        if (output is not null)
        {
            Write(files, isFolder, output, release, cancellationToken);
        }

        DiagnosticListing.Write(terminal, [.. files.SelectMany(static file => file.Diagnostics)]);
        if (asJson)
        {
            JsonPrint.To(terminal, json => LayerReviewJson.Write(json, release, files));
        }
        else
        {
            Print(new Page(terminal), files, release, output);
        }

        return files.TrueForAll(static file => file.Layers is null) ? ExitCode.BadInput : files.Exists(static file => file.Layers is null) ? ExitCode.Findings : ExitCode.Success;
    }

    static Upgraded Upgrade(string path, string name, AttackRelease release, EarlierReleases earlier)
    {
        var parsed = LayerFiles.Read(path, ReadLimits.Default);
        if (parsed.Value is not { } file)
        {
            return new Upgraded(name, null, IsArray: false, parsed.Diagnostics);
        }

        var log = new DiagnosticLog(path, ReadLimits.Default);
        log.AddRange(parsed.Diagnostics);
        var layers = file.Layers.Select(layer =>
        {
            if (release.Domains.Contains(layer.Domain, StringComparer.Ordinal))
            {
                return LayerUpgrade.To(layer, release, earlier.Of(layer));
            }

            log.Warn("LAYER050", SourceLocation.Whole, $"a layer of {layer.Domain} was left as it is: the release has {string.Join(", ", release.Domains)}", layer.Name);
            return new LayerUpgraded(layer, []);
        }).ToList();
        return new Upgraded(name, layers, file.IsArray, log.ToList());
    }

    /// <summary>The folder's structure is kept; each of its folders is written whole or not at all, the review list last.</summary>
    static void Write(List<Upgraded> files, bool isFolder, string output, AttackRelease release, CancellationToken cancellationToken)
    {
        var made = files.Where(static file => file.Layers is not null).ToList();
        if (!isFolder)
        {
            foreach (var file in made)
            {
                LayerFiles.Write(output, file.Write, cancellationToken);
            }

            return;
        }

        foreach (var folder in made.GroupBy(static file => Path.GetDirectoryName(file.Name) ?? "", StringComparer.Ordinal).OrderByDescending(static group => group.Key, StringComparer.Ordinal))
        {
            List<OutputFile> outputs = [.. folder.Select(static file => new OutputFile(Path.GetFileName(file.Name), file.Write))];
            OutputFolder.Write(Path.Combine(output, folder.Key), outputs, cancellationToken);
        }

        OutputFolder.Write(
            output,
            [
                new OutputFile($"{LayerFiles.ReviewName}.json", stream => JsonText.WriteFile(stream, json => LayerReviewJson.Write(json, release, files))),
                new OutputFile($"{LayerFiles.ReviewName}.txt", stream => WriteText(stream, files, release, output)),
            ],
            cancellationToken);
    }

    static void WriteText(Stream stream, List<Upgraded> files, AttackRelease release, string output)
    {
        using var text = new StringWriter { NewLine = "\n" };
        Print(new Page(new Terminal { Out = text, Error = TextWriter.Null, WidthColumns = 100 }), files, release, output);
        stream.Write(Encoding.UTF8.GetBytes(text.ToString()));
    }

    static void Print(Page page, List<Upgraded> files, AttackRelease release, string? output)
    {
        foreach (var file in files.Where(static file => file.Layers is not null))
        {
            foreach (var layer in file.Layers!) // not null: filtered on the line above
            {
                page.Title(SafeText.Line($"{file.Name}: {layer.Layer.Name}"));
                var counts = layer.Review.CountBy(static item => item.Change).OrderBy(static pair => pair.Key).Select(static pair => $"{Page.Count(pair.Value)} {LayerAnswers.NameOf(pair.Key)}").ToList();
                page.Paragraph(counts.Count == 0 ? $"Nothing to review; it is for ATT&CK {release.Version} now." : $"To review: {string.Join(", ", counts)}.");
                foreach (var item in layer.Review)
                {
                    page.Paragraph(SafeText.Line($"{LayerAnswers.NameOf(item.Change)}: {item.Message}"), indent: 2, hanging: 4);
                }

                page.Blank();
            }
        }

        var written = files.Count(static file => file.Layers is not null);
        page.Paragraph(SafeText.Line(output is null
            ? $"Nothing was written; --out names where the {Page.Count(written, "file")} should go."
            : $"Wrote {Page.Count(written, "file")} for ATT&CK {release.Version} to {output}."));
    }

    /// <summary>A file that was upgraded, or could not be read.</summary>
    /// <param name="Name">Its path below the folder, with <c>/</c>.</param>
    /// <param name="Layers">Its layers; null when it is no layer file.</param>
    /// <param name="IsArray">Whether it is an array.</param>
    /// <param name="Diagnostics">What was noticed.</param>
    internal sealed record Upgraded(string Name, IReadOnlyList<LayerUpgraded>? Layers, bool IsArray, IReadOnlyList<Diagnostic> Diagnostics)
    {
        public void Write(Stream stream) => LayerWriter.Write(new LayerFile([.. Layers?.Select(static layer => layer.Layer) ?? []], IsArray), stream);
    }

    /// <summary>The releases that layers were made for, as far as they can be had.</summary>
    sealed class EarlierReleases(Terminal terminal, string? path, string? workspace, AttackRelease release)
    {
        readonly Dictionary<string, AttackRelease?> byMajor = new(StringComparer.Ordinal);

        public AttackRelease? Of(Layer layer)
        {
            var major = path is null ? LayerVersion.MajorOf(layer.AttackVersion) : "";
            if (path is null && (major.Length == 0 || string.Equals(major, LayerVersion.MajorOf(release.Version), StringComparison.Ordinal)))
            {
                return null;
            }

            if (!byMajor.TryGetValue(major, out var before))
            {
                byMajor.Add(major, before = path is null ? Stored(major) : ReleaseFiles.Load(path, null, null, ReadLimits.Default).Value);
            }

            return before;
        }

        AttackRelease? Stored(string major)
        {
            using var opened = Workspace.Open(terminal.WorkspaceAt(workspace ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            return opened.ListReleases().FirstOrDefault(stored => string.Equals(LayerVersion.MajorOf(stored.Version), major, StringComparison.Ordinal)) is { } found
                ? opened.LoadRelease(found.Version, null).Value
                : null;
        }
    }
}
