using System.CommandLine;

namespace Merlon.Cli;

/// <summary>Where a list goes: a page or one JSON document on standard output, a CSV and an XLSX file; files beside either.</summary>
sealed class ListOutput
{
    const string StandardOutput = "-";

    readonly Option<bool> json = OptionReading.Json();
    readonly Option<string?> csv = OptionReading.Text("--csv", "Write a CSV file with all columns; - for standard output.", "FILE");
    readonly Option<bool> raw = new("--csv-raw") { Description = "Keep texts in CSV as published, also those that a spreadsheet would run as a formula." };
    readonly Option<string?> xlsx = OptionReading.Text("--xlsx", "Write an XLSX file with all columns.", "FILE");

    /// <summary>Adds the options to a command.</summary>
    public ListOutput(Command command)
    {
        foreach (var option in (Option[])[json, csv, raw, xlsx])
        {
            command.Add(option);
        }
    }

    /// <summary>Refuses wishes that contradict each other; true when it did.</summary>
    public bool RefuseContradiction(ParseResult parse, Terminal terminal)
    {
        if (parse.GetValue(raw) && parse.GetValue(csv) is null)
        {
            Failure.Refuse(terminal, "--csv-raw says how --csv writes: give both");
            return true;
        }

        if (parse.GetValue(json) && string.Equals(parse.GetValue(csv), StandardOutput, StringComparison.Ordinal))
        {
            Failure.Refuse(terminal, "--json and --csv - both want standard output: give --csv a file");
            return true;
        }

        return false;
    }

    /// <summary>Writes a list everywhere it was asked for.</summary>
    public int Write<T>(ParseResult parse, Terminal terminal, ListTable<T> table, Action print, Action printJson, CancellationToken cancellationToken)
    {
        var files = new List<string>();
        if (parse.GetValue(xlsx) is { } sheet)
        {
            DiagnosticListing.Write(terminal, table.WriteXlsxFile(sheet, cancellationToken));
            files.Add(sheet);
        }

        if (parse.GetValue(csv) is { } path && !string.Equals(path, StandardOutput, StringComparison.Ordinal))
        {
            table.WriteCsvFile(path, parse.GetValue(raw), cancellationToken);
            files.Add(path);
        }

        if (parse.GetValue(json))
        {
            printJson();
        }
        else if (string.Equals(parse.GetValue(csv), StandardOutput, StringComparison.Ordinal))
        {
            table.WriteCsv(terminal.Out, parse.GetValue(raw));
        }
        else if (files.Count > 0)
        {
            new Page(terminal).Paragraph(SafeText.Line($"Wrote {Page.Count(table.Rows.Count)} {table.Name} to {string.Join(" and ", files)}."));
        }
        else
        {
            print();
        }

        return ExitCode.Success;
    }
}
