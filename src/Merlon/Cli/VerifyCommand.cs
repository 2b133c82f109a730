using System.CommandLine;
using Merlon.Assessment;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon verify</c>: what became of a signed assessment.</summary>
static class VerifyCommand
{
    /// <summary>Largest signoff.json, in bytes: one over 50,000 rules has 12 MB.</summary>
    const int SignOffBytesMax = 64 * 1024 * 1024;

    const int NumberMax = 1_000_000_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("verify", "Verify a sign-off: its record, its signature, its inputs and outputs; exit code 1 when anything changed.")
        {
            Examples =
            [
                new("merlon verify my-organisation", "The last sign-off of the journal against the files as they are now."),
                new("merlon verify my-organisation/signoff.json --public-key ada-public.pem", "A sign-off from a file, signed by the key given."),
                new("merlon verify my-organisation --number 2 --json", "An earlier sign-off; one JSON document."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var signoff = OptionReading.Text("--signoff", "A signoff.json, instead of the journal's own record.", "FILE");
        var number = OptionReading.Number("--number", "Number of the sign-off in the journal, 0 for the last", 0, 0, NumberMax);
        var publicKey = OptionReading.Text("--public-key", "The key that has to have signed, as PEM.", "FILE");
        var json = OptionReading.Json();
        foreach (var option in (Option[])[signoff, number, publicKey, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            var assess = choice.RequestIn(parse, record: false);
            var file = parse.GetValue(signoff);
            if (AssessmentChoice.IsMissing(assess, terminal))
            {
                return ExitCode.BadInput;
            }

            var workspace = choice.WorkspaceIn(parse);
            if (file is null && assess.OrganisationPath.EndsWith(".json", StringComparison.OrdinalIgnoreCase) && File.Exists(assess.OrganisationPath))
            {
                file = assess.OrganisationPath;
                var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", OrganisationFile.FileName);
                assess = File.Exists(beside) ? assess with { OrganisationPath = beside } : null;
            }

            var record = file is null ? null : RecordOf(file);
            VerifyRequest request = new(assess, parse.GetValue(number) is > 0 and var wanted ? wanted : null, record, SignCommand.TextOf(parse.GetValue(publicKey)), SignedOutput.Of);
            using var opened = Workspace.Open(terminal.WorkspaceAt(workspace, WorkspaceAccess.Read, assess?.OrganisationPath));
            using var progress = new ProgressLine(terminal);
            var read = await opened.VerifyAsync(request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            if (read.Value is not { } verdict)
            {
                return ExitCode.BadInput;
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, writer => SignOffJson.Write(writer, verdict, assess is not null));
            }
            else
            {
                SignOffText.Write(new Page(terminal), verdict, assess is not null);
            }

            return verdict.IsIntact ? ExitCode.Success : ExitCode.Findings;
        });
        return command;
    }

    static SignOffRecord RecordOf(string file)
        => !File.Exists(file) ? throw new FileNotFoundException($"{file} does not exist: merlon sign writes one", file)
            : SignOffRecord.TryRead(SingleFile.Read(file, SignOffBytesMax)) ?? throw new InvalidDataException($"{file} is no sign-off that this Merlon knows: merlon sign writes one");
}
