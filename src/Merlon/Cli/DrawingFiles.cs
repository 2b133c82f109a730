using System.CommandLine;
using System.Text;
using Merlon.Documents;
using Merlon.Drawing;
using Merlon.Sheets;
using Merlon.Web.Drawings;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>The options that name files to draw into, and the drawing of them.</summary>
sealed class DrawingFiles
{
    readonly Option<string?> svg = OptionReading.Text("--svg", "Draw as SVG into a file.", "FILE");
    readonly Option<string?> html = OptionReading.Text("--html", "Draw as a self-contained HTML page into a file.", "FILE");
    readonly Option<string?> xlsx = OptionReading.Text("--xlsx", "Draw as a workbook into a file.", "FILE");
    readonly Option<string?> png = OptionReading.Text("--png", "Draw as PNG into a file, through a converter of SVG on this machine.", "FILE");

    /// <summary>Adds the options to a command.</summary>
    public DrawingFiles(Command command)
    {
        foreach (var option in (ReadOnlySpan<Option>)[svg, html, xlsx, png])
        {
            command.Add(option);
        }
    }

    /// <summary>True when any file is asked for.</summary>
    public bool AnyIn(ParseResult parse) => All(parse).Any(static file => file is not null);

    /// <summary>True when a picture of one matrix alone is asked for.</summary>
    public bool AnyPictureIn(ParseResult parse) => parse.GetValue(svg) is not null || parse.GetValue(png) is not null;

    /// <summary>Draws every file that is asked for, each whole or not at all, and says what was made.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="terminal">Told what was made, and on the error stream what did not fit.</param>
    /// <param name="views">Matrices; a picture shows the first.</param>
    /// <param name="options">How a picture is drawn.</param>
    /// <param name="cancellationToken">Stops between rows and files.</param>
    public async Task<int> WriteAsync(ParseResult parse, Terminal terminal, IReadOnlyList<MatrixView> views, MatrixSvgOptions options, CancellationToken cancellationToken)
    {
        var drawing = AnyPictureIn(parse) ? MatrixSvg.Of(views[0], options) : null;
        if (parse.GetValue(svg) is { } svgFile && drawing is not null)
        {
            SingleFile.Write(svgFile, stream => stream.Write(Encoding.UTF8.GetBytes(drawing.Text)), cancellationToken);
            Say(terminal, svgFile);
        }

        if (parse.GetValue(html) is { } htmlFile)
        {
            SingleFile.Write(htmlFile, stream => MatrixDocument.Write(views, stream), cancellationToken);
            Say(terminal, htmlFile);
        }

        if (parse.GetValue(xlsx) is { } workbook)
        {
            IReadOnlyList<Diagnostic> diagnostics = [];
            SingleFile.Write(workbook, stream => diagnostics = Workbook.Write(stream, MatrixSheets.Of(views), workbook, cancellationToken), cancellationToken);
            DiagnosticListing.Write(terminal, diagnostics, withNotes: true);
            Say(terminal, workbook);
        }

        if (drawing is not null)
        {
            Remark(terminal, drawing);
        }

        if (parse.GetValue(png) is not { } picture || drawing is null)
        {
            return ExitCode.Success;
        }

        var (width, height) = options.PaperPixels();
        if (await PngConversion.TryWriteAsync(drawing.Text, (int)Math.Ceiling(width), (int)Math.Ceiling(height), picture, cancellationToken) is { } problem)
        {
            terminal.Error.WriteLine($"merlon: {SafeText.Line(problem)}");
            terminal.Error.WriteLine($"  Install one of {string.Join(", ", PngConversion.Names)}, or use --svg and convert the file yourself.");
            return ExitCode.Environment;
        }

        Say(terminal, picture);
        return ExitCode.Success;
    }

    /// <summary>Says on the error stream what the matrices do not draw as it was given.</summary>
    public static void Remarks(Terminal terminal, IReadOnlyList<MatrixView> views)
    {
        foreach (var view in views)
        {
            var words = MatrixWords.Of(view.Remarks);
            foreach (var word in words.Take(DiagnosticListing.LinesMax))
            {
                terminal.Error.WriteLine($"note: {SafeText.Line(word)}");
            }

            if (words.Count > DiagnosticListing.LinesMax)
            {
                terminal.Error.WriteLine($"… and {Page.Count(words.Count - DiagnosticListing.LinesMax)} more (--json and the workbook have all)");
            }
        }
    }

    IEnumerable<string?> All(ParseResult parse) => [parse.GetValue(svg), parse.GetValue(html), parse.GetValue(xlsx), parse.GetValue(png)];

    static void Remark(Terminal terminal, SvgDrawing drawing)
    {
        if (drawing.Shortened + drawing.Unnamed > 0)
        {
            terminal.Error.WriteLine(
                $"note: {Page.Count(drawing.Shortened, "name")} in the picture end in … and {Page.Count(drawing.Unnamed, "cell")} have no room for letters; a larger --size shows more");
        }
    }

    static void Say(Terminal terminal, string file) => new Page(terminal).Paragraph(SafeText.Line($"Wrote {file} ({Page.Count(new FileInfo(file).Length)} bytes)."));
}
