using Merlon.Layers;
using Merlon.Web.Serving;
using Merlon.Workspaces;
using Microsoft.Playwright;

namespace Merlon.Web.Tests.Matrix;

/// <summary>What the matrix looks like: a layer with every kind of cell, in both themes and on a phone. What is around the matrix has pictures of its own.</summary>
public sealed class MatrixPictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Theory]
    [InlineData(ColorScheme.Light, 1280, "matrix-light")]
    [InlineData(ColorScheme.Dark, 1280, "matrix-dark")]
    [InlineData(ColorScheme.Light, 390, "matrix-phone")]
    public async Task The_matrix_looks_as_it_was_reviewed(ColorScheme scheme, int width, string name)
    {
        await using var served = await ServedMerlon.StartAsync();
        await served.Server.Served.StandingAsync(CancellationToken.None); // so that its fields are there
        var saved = served.Server.Served.Team.CreateLayer(
            new Layer
            {
                Name = "Every kind of cell",
                Domain = "enterprise-attack",
                AttackVersion = "18",
                Techniques =
                [
                    .. Enumerable.Range(0, 11).Select(static i => new LayerTechnique(Reconnaissance[i % Reconnaissance.Length], "reconnaissance", i * 10)).DistinctBy(static one => one.TechniqueId, StringComparer.Ordinal),
                    new LayerTechnique("T1650", "resource-development", 33, "a comment"),
                    new LayerTechnique("T1583", "resource-development") { Color = "#5ea2ef" },
                    new LayerTechnique("T1584", "resource-development") { Enabled = false },
                    new LayerTechnique("T1190", "initial-access", 100) { Color = "#000000", Links = [new LayerLink("label", "https://example.org")] },
                ],
            },
            "18.1", new TeamAuthor("0", "Ada"));
        await using var opened = await chromium.OpenAsync(served, $"/matrix?layer={saved.Id}&open=T1595", TeamRole.Viewer, width, 800, scheme);
        var page = opened.Page;
        await page.WaitForSelectorAsync("html[data-ready=matrix]");
        await page.WaitForLoadStateAsync(LoadState.Load);
        await page.EvaluateAsync(
            """
            () => {
              const matrix = document.getElementById("mx");
              document.body.className = "area-matrix wide";
              document.body.replaceChildren(matrix);
              document.body.style.display = "block";
              document.body.style.padding = "12px";
            }
            """);
        await GoldenPicture.VerifyAsync(page, name);
    }

    static readonly string[] Reconnaissance = ["T1595", "T1592", "T1589", "T1590", "T1591", "T1598", "T1597", "T1596", "T1593", "T1594"];
}
