using System.Net;
using System.Text;

namespace Videotron.Simulator;

/// <summary>The screen as a page: every slide as it would hang above the square. No script; it looks again every few seconds.</summary>
internal static class ScreenPage
{
    private const string Style = """
        :root { color-scheme: dark }
        * { box-sizing: border-box }
        body { margin: 0; background: #10131a; color: #f4f1ea; font: 16px/1.4 system-ui, sans-serif }
        header { padding: 1rem clamp(1rem, 4vw, 3rem); border-bottom: 1px solid #2c3444 }
        h1 { font-size: 1.1rem; margin: 0; font-weight: 600 }
        header p { margin: .2rem 0 0; color: #b5bccb }
        main { display: grid; gap: 1.5rem; padding: 1.5rem clamp(1rem, 4vw, 3rem); grid-template-columns: repeat(auto-fit, minmax(min(100%, 30rem), 1fr)) }
        figure { margin: 0; aspect-ratio: 16 / 9; position: relative; overflow: hidden; background: #8c1d18; border: .5rem solid #05070b; border-radius: .4rem; display: grid; place-items: center }
        figure img { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; opacity: .45 }
        figcaption { position: relative; padding: 1rem; text-align: center; font-weight: 700; font-size: clamp(1rem, 3.2vw, 1.7rem); text-wrap: balance; white-space: pre-line; text-shadow: 0 2px 6px #000 }
        .empty { color: #b5bccb }
        """;

    public static string Of(Screen screen, string name)
    {
        var slides = screen.Slides;
        var page = new StringBuilder();
        page.Append("<!DOCTYPE html><html lang=\"id\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta http-equiv=\"refresh\" content=\"10\"><title>")
            .Append(WebUtility.HtmlEncode(name)).Append("</title><style>").Append(Style).Append("</style></head><body><header><h1>").Append(WebUtility.HtmlEncode(name)).Append("</h1><p>")
            .Append(slides.Count == 0 ? "Belum ada tayangan." : FormattableString.Invariant($"{slides.Count} tayangan, bergantian selama {slides.Sum(s => s.Seconds)} detik."))
            .Append("</p></header><main>");
        foreach (var slide in slides)
        {
            page.Append("<figure>");
            if (slide.Image is { } image) page.Append("<img src=\"/images/").Append(WebUtility.HtmlEncode(image)).Append("\" alt=\"").Append(WebUtility.HtmlEncode(slide.Alt ?? "")).Append("\">");
            page.Append("<figcaption>").Append(WebUtility.HtmlEncode(slide.Text)).Append("</figcaption></figure>");
        }

        return page.Append("</main></body></html>").ToString();
    }
}
