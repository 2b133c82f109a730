using System.CommandLine;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Stix;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon extend export</c>: the collection as STIX 2.1.</summary>
static class ExtendExportCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("export", "Write your own knowledge as a STIX 2.1 collection that Workbench and Navigator read.")
        {
            Examples =
            [
                new("merlon extend export --out harbour.json", "The collection alone; reading it back gives the same collection."),
                new("merlon extend export --with-release --domain enterprise-attack --out enterprise-harbour.json", "The whole domain with your knowledge laid over it, for Navigator."),
            ],
        };
        var output = OptionReading.Text("--out", "File to write (default: standard output).", "FILE");
        var withRelease = new Option<bool>("--with-release") { Description = "Everything that the release in use publishes in a domain, with the collection laid over it." };
        var domain = OptionReading.Text("--domain", "Domain of --with-release (default: the first of the release).", "DOMAIN");
        var workspace = ReleaseChoice.WorkspaceOption();
        command.Add(output);
        command.Add(withRelease);
        command.Add(domain);
        command.Add(workspace);
        command.SetAction((parse, cancellationToken) =>
        {
            using var opened = ExtendRun.Open(parse, workspace, WorkspaceAccess.Read, terminal);
            if (ExtendRun.Load(opened, terminal) is not { } own)
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            if (BundleOf(parse.GetValue(withRelease), parse.GetValue(domain), own, opened, terminal) is not { } bundle)
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            if (parse.GetValue(output) is not { } path)
            {
                terminal.Out.Write(System.Text.Encoding.UTF8.GetString(bundle));
                return Task.FromResult(ExitCode.Success);
            }

            SingleFile.Write(path, stream => stream.Write(bundle), cancellationToken);
            new Page(terminal).Paragraph(SafeText.Line($"Wrote {own.Head.Name} {own.Head.Version} to {path} ({Page.Count(bundle.Length)} bytes)."));
            return Task.FromResult(ExitCode.Success);
        });
        return command;
    }

    static byte[]? BundleOf(bool isWhole, string? domain, OwnCollection own, Workspace opened, Terminal terminal)
    {
        if (!isWhole)
        {
            return OwnBundle.Of(own);
        }

        using var progress = new ProgressLine(terminal);
        var parsed = opened.LoadPublishedRelease(version: null, progress);
        progress.Dispose();
        DiagnosticListing.Write(terminal, parsed.Diagnostics);
        if (parsed.Value is not { } release)
        {
            return null;
        }

        var wanted = domain ?? release.Domains[0];
        if (!release.HasTexts || !release.Domains.Contains(wanted, StringComparer.Ordinal))
        {
            Failure.Refuse(
                terminal, release.HasTexts ? $"ATT&CK {release.Version} has no domain {wanted}; there is {string.Join(", ", release.Domains)}" : "the built-in release has no texts to export",
                release.HasTexts ? null : "Add the release: merlon release add PATH, then merlon release use VERSION");
            return null;
        }

        return OwnBundle.With(own, release, wanted);
    }
}

/// <summary><c>merlon extend import</c>: a source file or a STIX bundle.</summary>
static class ExtendImportCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("import", "Take in an own.yaml, or a STIX 2.1 collection of Workbench's or Merlon's; exit code 1 when something of it was left out.")
        {
            Examples =
            [
                new("merlon extend import own.yaml", "Sets what the file says; what it does not say stays."),
                new("merlon extend import harbour.json", "Takes an exported collection, also into an empty workspace."),
            ],
        };
        var file = OptionReading.Argument("FILE", "A YAML source or a STIX bundle.");
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(file);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var path = parse.GetRequiredValue(file);
            if (!File.Exists(path))
            {
                throw new FileNotFoundException($"{path} does not exist: name an own.yaml or a STIX bundle", path);
            }

            if (new FileInfo(path).Length > OwnBundleReader.BundleBytesMax)
            {
                return Failure.Refuse(terminal, $"{path} is larger than the {Page.Count(OwnBundleReader.BundleBytesMax)} bytes that are taken");
            }

            var bytes = File.ReadAllBytes(path);
            var isJson = bytes.AsSpan().TrimStart("\u00EF\u00BB\u00BF \t\r\n"u8).StartsWith("{"u8) || bytes.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("\uFEFF{"u8);
            return ExtendRun.Apply(
                terminal, parse, workspace, new OwnChangeRequest("import", Path.GetFileName(path)), parse.GetValue(json),
                input => isJson
                    ? OwnBundleReader.Read(bytes, path, input.Collection, input.Release, input.Now, ReadLimits.Default)
                    : OwnSource.Read(bytes, path, new OwnSourceContext(input.Collection, input.Release, input.Now), ReadLimits.Default));
        });
        return command;
    }
}

/// <summary><c>merlon extend check</c>: the collection as it would be exported, by the letter.</summary>
static class ExtendCheckCommand
{
    public static ExampledCommand Build(Terminal terminal)
    {
        var command = new ExampledCommand("check", "Measure your own knowledge by STIX and the ATT&CK specification; exit code 1 when something is wrong.")
        {
            Examples = [new("merlon extend check", "Strict: everything."), new("merlon extend check --relaxed --json", "Only what makes it unusable counts, as JSON.")],
        };
        var relaxed = new Option<bool>("--relaxed") { Description = "Only what makes a bundle unusable is an error." };
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(relaxed);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            using var opened = ExtendRun.Open(parse, workspace, WorkspaceAccess.Read, terminal);
            if (ExtendRun.Load(opened, terminal) is not { } own)
            {
                return ExitCode.BadInput;
            }

            using var progress = new ProgressLine(terminal);
            var release = opened.LoadPublishedRelease(version: null, progress).Value;
            progress.Dispose();
            var strictness = parse.GetValue(relaxed) ? BundleStrictness.Relaxed : BundleStrictness.Strict;
            var findings = BundleValidation.Of(new StixBundle("own", OwnBundle.Of(own)), strictness, release, ReadLimits.Default);
            return BundleReport.Write(terminal, own.Head.Name, findings, strictness, parse.GetValue(json));
        });
        return command;
    }
}
