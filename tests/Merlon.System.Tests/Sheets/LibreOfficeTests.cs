using System.Diagnostics;
using Merlon.Sheets;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.Sheets;

/// <summary>The workbook in a real spreadsheet program: LibreOffice turns it into CSV, where the same cells stand.</summary>
public sealed class LibreOfficeTests
{
    /// <summary>For a program that hangs; on a machine under load its first start alone may take minutes.</summary>
    const int ConversionMinutes = 15;

    [Fact]
    public void LibreOffice_reads_the_same_cells()
    {
        using var folder = new ScratchFolder();
        string[][] cells =
        [
            ["id", "name", "text"],
            ["T1059", "=1+1", "two\nlines, \"quoted\""],
            ["T1059.001", "_x0041_ stays", "<b>&amp;</b> ü 😀"],
            ["@cmd", "  spaces  ", "-2"],
        ];
        Sheet[] sheets =
        [
            new("First", [.. cells[0].Select(static title => new SheetColumn(title))],
                cells.Skip(1).Select(static row => (IReadOnlyList<SheetCell>)[.. row.Select(static text => SheetCell.Of(text) with { Note = "a note" })])),
            new("Second/sheet", [new("number"), new("day"), new("link")],
                [[0.25, SheetCell.Of(new DateOnly(2026, 11, 22)), SheetCell.LinkTo("page", "https://attack.mitre.org/?a=1&b=2")]]),
        ];
        var file = folder.File("book.xlsx");
        using (var stream = File.Create(file))
        {
            Workbook.Write(stream, sheets, file, TestContext.Current.CancellationToken);
        }

        Convert(file, folder.Path);
        Csv(File.ReadAllText(folder.File("book-First.csv"))).ShouldBe(cells);
        Csv(File.ReadAllText(folder.File("book-Second-sheet.csv"))).ShouldBe([["number", "day", "link"], ["0.25", "2026-11-22", "page"]]);
    }

    /// <summary>Every sheet into a CSV file of its own: comma, quotes, UTF-8, from line 1, as shown, all sheets.</summary>
    static void Convert(string file, string folder)
    {
        if (Program() is not { } program)
        {
            Assert.Skip("soffice is not on PATH: install LibreOffice Calc to have workbooks opened in a spreadsheet program");
            return;
        }

        var start = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])
            [
                "--headless", "--norestore", $"-env:UserInstallation=file://{folder}/profile",
                "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1", "--outdir", folder, file,
            ])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start).ShouldNotBeNull();
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        _ = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        if (!process.WaitForExit(TimeSpan.FromMinutes(ConversionMinutes)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"soffice did not end within {ConversionMinutes} minutes");
        }

        process.ExitCode.ShouldBe(0, error.GetAwaiter().GetResult());
    }

    static string? Program()
        => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(static folder => Path.Combine(folder, "soffice")).FirstOrDefault(File.Exists);

    static string[][] Csv(string text)
    {
        var rows = new List<string[]>();
        var row = new List<string>();
        var field = new global::System.Text.StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when isQuoted && i + 1 < text.Length && text[i + 1] == '"':
                    field.Append('"');
                    i++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ',' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    break;
                case '\n' when !isQuoted:
                    row.Add(field.ToString());
                    field.Clear();
                    rows.Add([.. row]);
                    row.Clear();
                    break;
                default:
                    field.Append(text[i]);
                    break;
            }
        }

        return [.. rows];
    }
}
