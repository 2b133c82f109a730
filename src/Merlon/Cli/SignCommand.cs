using System.CommandLine;
using System.Text;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon sign</c>: an assessment, signed off by somebody.</summary>
static class SignCommand
{
    /// <summary>Largest key or passphrase file, in bytes.</summary>
    public const int KeyBytesMax = 64 * 1024;

    const string FileName = "signoff.json";

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("sign", "Assess, and sign the assessment off: who, when, over which inputs and outputs.")
        {
            Examples =
            [
                new("merlon sign my-organisation --by Ada --role CISO", "Appends the sign-off to the journal and writes signoff.json beside the organisation."),
                new("merlon sign my-organisation --by Ada --key ada.pem --out q3/signoff.json", "With a digital signature (a private key of an elliptic curve or of RSA, as PEM)."),
            ],
        };
        var choice = new AssessmentChoice(command);
        var by = OptionReading.Text("--by", "Who signs.", "NAME");
        by.Required = true;
        var role = OptionReading.Text("--role", "In which role.", "ROLE");
        var note = OptionReading.Text("--note", "In their own words.", "TEXT");
        var key = OptionReading.Text("--key", "A private key as PEM; it is used and not kept.", "FILE");
        var passphrase = OptionReading.Text("--passphrase-file", "A file with the passphrase of the key.", "FILE");
        var output = OptionReading.Text("--out", "File for the sign-off (default: signoff.json beside the organisation file).", "FILE");
        var json = OptionReading.Json();
        foreach (var option in (Option[])[by, role, note, key, passphrase, output, json])
        {
            command.Add(option);
        }

        command.SetAction(async (parse, cancellationToken) =>
        {
            var assess = choice.RequestIn(parse, record: true);
            if (AssessmentChoice.IsMissing(assess, terminal))
            {
                return ExitCode.BadInput;
            }

            var who = parse.GetRequiredValue(by) ?? "";
            if (string.IsNullOrWhiteSpace(who))
            {
                return Failure.Refuse(terminal, "--by names who signs, and is empty");
            }

            if (parse.GetValue(passphrase) is not null && parse.GetValue(key) is null)
            {
                return Failure.Refuse(terminal, "--passphrase-file opens a key: give --key too");
            }

            SignOffRequest request = new(assess, who, SignedOutput.Of)
            {
                Role = parse.GetValue(role) ?? "",
                Note = parse.GetValue(note) ?? "",
                PrivateKey = TextOf(parse.GetValue(key)),
                Passphrase = TextOf(parse.GetValue(passphrase))?.TrimEnd('\r', '\n'),
            };
            using var opened = Workspace.Open(terminal.WorkspaceAt(choice.WorkspaceIn(parse), WorkspaceAccess.Write, assess.OrganisationPath));
            using var progress = new ProgressLine(terminal);
            var read = await opened.SignAsync(request, progress, cancellationToken);
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            return read.Value is { } record ? Print(terminal, record, parse.GetValue(output) ?? BesideOf(assess.OrganisationPath), parse.GetValue(json)) : ExitCode.BadInput;
        });
        return command;
    }

    /// <summary>A small text file, or null where none was named.</summary>
    public static string? TextOf(string? path)
        => path is null ? null
            : File.Exists(path) ? Encoding.UTF8.GetString(SingleFile.Read(path, KeyBytesMax))
            : throw new FileNotFoundException($"{path} does not exist", path);

    /// <summary>Where a sign-off is written when nothing is said: beside the organisation file.</summary>
    public static string BesideOf(string organisationPath)
        => Path.Combine(Directory.Exists(organisationPath) ? organisationPath : Path.GetDirectoryName(Path.GetFullPath(organisationPath)) ?? "", FileName);

    static int Print(Terminal terminal, SignOffRecord record, string file, bool asJson)
    {
        SingleFile.Write(file, record.Write);
        if (asJson)
        {
            JsonPrint.To(terminal, json => SignOffJson.Write(json, record));
            return ExitCode.Success;
        }

        Page page = new(terminal);
        page.Title(SafeText.Line($"Sign-off {record.Number} of {record["organisation"]}, {record["as-of"]}"));
        SignOffText.Write(page, record);
        page.Field("File", SafeText.Line(file));
        return ExitCode.Success;
    }
}
