using Microsoft.Playwright;

namespace Merlon.Web.Tests;

/// <summary>
/// Compares what a page looks like with a picture in the repository; MERLON_GOLDEN=update writes the pictures instead, to be looked at in review. Browsers of other versions
/// round edges of letters differently: a few pixels may differ, a moved line may not.
/// </summary>
static class GoldenPicture
{
    /// <summary>Largest share of pixels that may differ visibly.</summary>
    const double DifferentMax = 0.01;

    /// <summary>How often a page is looked at that does not look right yet: colours or figures may still be on their way.</summary>
    const int LooksMax = 12;

    /// <summary>Compares the visible part of a page, in a font that every machine with these tests has.</summary>
    /// <param name="page">The page, at rest.</param>
    /// <param name="name">Name of the picture, without ending; it stands in <c>tests/Merlon.Web.Tests/golden</c>.</param>
    /// <param name="hidden">Selectors of what differs from run to run, such as times: it is taken out, since its size may differ too.</param>
    public static async Task VerifyAsync(IPage page, string name, params string[] hidden)
    {
        var seen = await SeenAsync(page, hidden);
        var path = Repository.PathOf($"tests/Merlon.Web.Tests/golden/{name}.png");
        if (string.Equals(Environment.GetEnvironmentVariable("MERLON_GOLDEN"), "update", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? "");
            await File.WriteAllBytesAsync(path, seen);
            return;
        }

        File.Exists(path).ShouldBeTrue($"the golden picture {name} is missing; run with MERLON_GOLDEN=update and look at what it wrote");
        var expected = await File.ReadAllBytesAsync(path);
        var different = await DifferenceAsync(page.Context, expected, seen);
        for (var look = 1; look < LooksMax && different > DifferentMax; look++)
        {
            await page.BringToFrontAsync();
            seen = await SeenAsync(page, hidden);
            different = await DifferenceAsync(page.Context, expected, seen);
        }

        if (different > DifferentMax)
        {
            var kept = Path.Combine(AppContext.BaseDirectory, $"{name}-seen.png");
            await File.WriteAllBytesAsync(kept, seen);
            Assert.Fail($"{different:P1} of {name} looks different; what was seen is in {kept}");
        }
    }

    // Fonts and pictures are there, nothing is at work, and what was changed last is painted.
    static async Task<byte[]> SeenAsync(IPage page, string[] hidden)
    {
        await page.EvaluateAsync(
            """
            async (hidden) => {
              document.body.style.fontFamily = '"DejaVu Sans"';
              document.getElementById("notes")?.remove();
              for (const one of hidden) for (const element of document.querySelectorAll(one)) element.remove();
              await document.fonts.ready;
              await Promise.all([...document.images].filter((picture) => picture.loading !== "lazy").map((picture) => picture.decode().catch(() => null)));
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            }
            """,
            hidden);
        return await page.ScreenshotAsync(new()
        {
            Animations = ScreenshotAnimations.Disabled,
            Caret = ScreenshotCaret.Hide,
            Scale = ScreenshotScale.Css,
        });
    }

    /// <summary>The share of pixels whose colour differs by more than an eye lets pass; 1 for pictures of different sizes. The browser decodes and compares them.</summary>
    static async Task<double> DifferenceAsync(IBrowserContext context, byte[] expected, byte[] seen)
    {
        var blank = await context.NewPageAsync();
        try
        {
            return await blank.EvaluateAsync<double>(
                """
                async (pictures) => {
                  const read = async (base64) => {
                    const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
                    const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
                    const canvas = new OffscreenCanvas(picture.width, picture.height);
                    const drawn = canvas.getContext("2d");
                    drawn.drawImage(picture, 0, 0);
                    return drawn.getImageData(0, 0, picture.width, picture.height);
                  };
                  const [a, b] = [await read(pictures[0]), await read(pictures[1])];
                  if (a.width !== b.width || a.height !== b.height) return 1;
                  let different = 0;
                  for (let i = 0; i < a.data.length; i += 4) {
                    const apart = Math.abs(a.data[i] - b.data[i]) + Math.abs(a.data[i + 1] - b.data[i + 1]) + Math.abs(a.data[i + 2] - b.data[i + 2]);
                    if (apart > 96) different++;
                  }
                  return different / (a.width * a.height);
                }
                """,
                new[] { Convert.ToBase64String(expected), Convert.ToBase64String(seen) });
        }
        finally
        {
            await blank.CloseAsync();
        }
    }
}
