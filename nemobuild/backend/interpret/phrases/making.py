"""Rows about making a film, and about what is not an edit or cannot be done without a model."""

from __future__ import annotations

from nemobuild.backend.interpret.phrases.row import Phrase

_FILM = (
    r"(?:videos?|films?|movies?|clips?|shorts?|reels?|animations?|promos?|trailers?|teasers?|ads?|advert\w*|commercials?|mp4|montages?"
    r"|explainers?|reports?|bulletins?|broadcasts?|newscasts?|stor(?:y|ies)|scenes?|vlog|recap|tribute|presentation|compilation|documentary|tutorial|segment|slideshow|intro)"
)
_TEXT = (
    r"(?:text|scripts?|articles?|blog(?: post)?s?|posts?|descriptions?|threads?|stor(?:y|ies)|quotes?|poems?|lists?|changelogs?|notes"
    r"|paragraphs?|bullet points|outlines?|newsletters?|press release|recipe|lyrics|words|copy|release notes|prompt|essay|tweets?"
    r"|faq|document|pdf|email|blurbs?|brochure|landing page|web ?page|case stud(?:y|ies)|vacancy|handbook|handbook summary|manual|white ?paper|product page|(?:customer |client |google |5-star |five-star )*(?:reviews?|testimonials?|tips)(?! (?:video|film|clip|montage|reel))|job (?:post|ad|description)|文字|文本|文案|文章|脚本|描述|段落)"
)
_NO_FOOTAGE = "pictures of that kind need a generative video model; a typographic film can be made from a text in quotes"
_WRITING = "writing text needs a language model; give the words and they are put on screen"
_MODEL = "this needs a generative or vision model"
_MOVES = (
    r"(?:moving|drift\w*|rising|blow\w*|sway\w*|walk\w*|danc\w*|swirl\w*|twinkl\w*|splash\w*|flow\w*|flying|falling|smil\w*|blink\w*|talk\w*|wav(?:e|es|ing)|running"
    r"|fall\w*|rises?|flicker\w*|spin\w*|rotat\w+|turns?|looks?|circl\w+|orbit\w*|gallop\w*|march\w*|bloom\w*|melt\w*|pour\w*|shimmer\w*|hover\w*|swim\w*|laugh\w*|hug\w*|kiss\w*|bounc\w+|roll\w*|driv\w+|rippl\w*|crash\w*|float\w*|turning|breathing|glow\w*|animation|movements?|motion|come to life|nodding|jump\w*|singing)"
)
_THINGS = (
    r"(?:clouds?|steam|smoke|wind|water|waves?|hair|leaves|leaf|trees?|flames?|fire|people|person|character|face|facial|eyes?|mouth|lips?"
    r"|grass|river|ocean|sea|waterfall|birds?|cat|dog|horse|petals?|flowers?|windows?|lights?|candles?|curtains?|sails?|balloons?|neon|snow(?:flakes)?|rain|stars|cape|dress|mascot|figure|wheels?|blades?|background|subjects?|models?|couple|bride|groom|child|children|kids?|baby|player|dancer|singer|car|bike|boat|train|plane|robot|toy|ears?|tail|paws?|wings?|he|she|they)"
)

ROWS = (
    Phrase(
        family="slideshow", action="make",
        says=(
            r"<photos>[^.;]{0,40}\b(?:one after (?:another|the other)|in turn|in a row|back to back)\b|\bone picture after\b|\bslide ?shows?\b|\bphoto ?film\b|\b(?:turn|make) (?:my|the|these|our|two|three) (?:<num> )?(?:\w+ )?<photos>|\bcamera roll\b|\buse (?:these|my|the|our|all)(?: <num>)? (?:[\w-]+ ){0,2}<photos>|<joined>[^,;.]{0,20}<photos>|^(?:our|my|the|these|summer|holiday|wedding|family|school|<num>)(?: [\w'-]+){0,3} <photos>(?: -| –| =|:|$)|\b<num> (?:[\w-]+ ){0,3}<photos>(?=,|:| \+| and | mixed | with | -|\))|<photos>(?: \+| and| mixed with| plus) <num>|<photos>[^,;.]{0,60}(?:\binto\b|->|→|=).{0,30}\b(?:video|film|movie|mp4|clip|reel|story|memory)\b|\b<num> (?:stills|tiffs?|jpe?gs|pngs|scans|screenshots)\b|\btake (?:the |my |our |these |all )*(?:<num> )?<photos>\b|\b(?:film|video|movie|reel|montage|tour|invite|promo|recap|tribute|memory)\b[^,;.]{0,30}\b(?:out of|from|of|with|using)\b[^,;.]{0,40}<photos>|\bphoto (?:montage|video|story|album|reel|film|collage video)s?\b|\b(?:picture|image) (?:video|montage|story)\b|(?<!the )\b(?:slide|photo|picture|image) changes?\b",
            rf"<create>.*<photos>.*\b{_FILM}\b|<create>.*\b{_FILM}\b.*<photos>|^(?:can you |please )?<create> <the>(?:<num> )?<photos>$|<create>.*\b(?:from|of|with|using)\b.*<photos>",
            r"\b(?:turn|convert|transform|make|combine|arrange|compile) <the>(?:<num> )?(?:[\w-]+ ){0,3}<photos> (?:into|to|as)\b|\b(?:show|play|display)(?:ing)? (?:each|every|all|the|my|our|these)\b.*<photos>|\b(?:each|every|per) (?:image|photo|picture|slide)\b|\bken burns\b.*\b(?:photos|images|pictures)\b|\b(?:photos|images|pictures)\b.*\bslow zoom\b|<photos>.*<len> (?:each|apiece)\b",
            r"幻灯片|相册(?:视频)?|(?:用|把|将).*(?:照片|图片|相片).*(?:做|制作|变|生成|合成)|(?:照片|图片|相片).*(?:视频|短片|影片)",
        ),
        unless=r"\bthis (?:\w+ ){0,3}(?:png|jpg|poster|still)\b(?!s)|\blogo image\b(?!.*photos)|\bthumbnail\b|\bthis (?:\w+ ){0,3}(?:image|photo|picture|photograph|jpeg|jpg|png|portrait|still|poster)\b(?!s)|\b(?:single|one|a) (?:\w+ ){0,3}(?:image|photo|picture|photograph|jpeg|portrait)\b(?!s)|\b(?:my|our|the|his|her) (?:[\w'-]+ ){1,3}(?:photo|image|picture|poster|photograph|portrait|jpeg)\b(?!s)(?! (?:slide ?show|montage|video|story|album|reel|film|collage|tour|book|folder))|\blandscape (?:photo|photograph|jpeg)\b|\bremove the|\b(?:of|in|across|over|on|whole) the (?:picture|image|photo)\b(?!s)|\b(?:my|an?) (?:\w+ ){0,2}(?:illustrated )?(?:photograph|portrait|jpeg)\b|\bcarousel\b|\b(?:my|the) (?:product )?(?:photo|image|picture) (?:now|into)\b|^(?!.*<create>).*\b(?:this|the|my|our) slide ?show\b|\b(?:watermark|logo|crest|emblem)\b|\bslides (?:video|recording|deck)\b|\bslides\.\w+|\b(?:over|above|below|beside|under) (?:the|my) slides\b|\billustrated\b|\boverlay\b",
        not_with=r"\bsplit[- ]?screen\b|\bside[- ]by[- ]side\b|\bbefore[- ](?:and[- ])?after\b(?!.*\b(?:wipes?|dissolves?|crossfades?|transitions?|swipes?)\b)|\bcollage\b",
        reads=("per_picture", "order"),
        examples=("Make a slideshow of the photos", "turn my photos into a slideshow", "把照片做成幻灯片"),
        about="Pictures one after the other.",
    ),
    Phrase(
        family="slideshow", action="make",
        says=(
            rf"<create>.*\b{_FILM}\b",
            r"\bken burns\b|\bslides?\b|\b(?:photo|picture|image) changes\b|\bchange (?:the )?(?:photo|picture|image)s? on\b",
            r"\b(?:on|for|to|between|over|across) (?:(?:each|every|all|my|the|these|our|of) ?)*<photos>|\bto (?:these|them)$|\b(?:show|display)(?:ing)? each (?:one|of them) for\b|\b(?:arrange|sort|order) <the>(?:\w+ )?<photos>",
            r"\bset <the>(?:\w+ )?<photos> to\b|\bchanges? (?:the )?(?:picture|photo|image) on\b",
            r"^<create> <the>(?:[\w-]+ ){0,3}(?:shots|paintings|drawings|scans|posters)(?: into)?$",
            r"\b(?:show|display|hold|keep) (?:each|every)(?: one)?\b[^,;.]{0,30}\bfor <len>|\btake\b[^,;.]{0,40}<photos>|\b(?:reel|video|film|montage|loop)\b[^,;.]{0,20}\bfor (?:our|my|the|a)\b",
        ),
        given=("photos",),
        unless=r"\bslides (?:video|recording|deck)\b|\bslides\.\w+|\b(?:over|above|below|beside|under) (?:the|my) slides\b|\b(?:thumbnail|logo image|gif)\b|\btext\b(?! overlays)|\bscript\b|\bsingle\b|\bthis (?:image|photo|picture|portrait)|\billustrated\b|\bintro\b|\bsegment\b|\blandscape\b|\bportrait\b",
        not_with=r"\bcombine (?:these |my |the )?(?:clips|videos)\b|\bcombine my clips\b|\bsplit[- ]?screen\b|\bside[- ]by[- ]side\b|\bbefore[- ](?:and[- ])?after\b(?!.*\b(?:wipes?|dissolves?|crossfades?|transitions?|swipes?)\b)|\bscript for\b",
        reads=("per_picture", "order"),
    ),
    Phrase(
        family="highlights", action="pick",
        says=(
            r"\bhighlight (?:reels?|films?|movies?|clips?|videos?|cuts?|compilations?|edit|montage|package)\b|(?<!golden )(?<!warm )(?<!soft )(?<!bright )(?<!blown )(?<!cool )\bhighlights\b(?! (?:near|on|toward|towards|to|into|and shadows|of this|keywords?|key|colou?r|in|for))|\b(?:best|top|key|funniest|most \w+|greatest|strongest|punchiest|biggest|exciting|impactful|viral|memorable|interesting|important|engaging|juiciest) (?:\d+ |<num> )?(?:[\w-]+ )?(?:moments?|parts?|bits?|segments?|clips|scenes|shots|sections?|plays|takes?|soundbites?|<len>|quotes|points|features)\b|\bsizzle reel\b|\bslow parts\b|\b(?:boring|dull|tedious) (?:parts|bits|sections|stretches|moments)\b|\b(?:pick|choose|select|find|grab) (?:out )?the (?:<num> )?\w+est\b|\b(?:of|with|show\w*|pick|choose) the best [a-z]+\b(?! (?:quality|settings|way|practices))|\b(?:<len>|short) (?:digest|recap|summary)\b|\bmost \w+ moments\b",
            r"\b(?:create|make|generate|extract|find|get|pull|cut|produce) (?:me )?(?:the )?<num> (?:best |short |viral |highlight |vertical |shareable |<len>[ -])+(?:clips|shorts|reels|videos|snippets)\b|\bbest \d+[\w-]* (?:segment|clip|part|moments?)|\bmost (?:visually )?\w+ moment\b|\brapid-cut\b|\binto a <len>[\w -]*\bshort\b|\bopus clip\b|\b(?:best|nicest|strongest|craziest|funniest|wildest|coolest|prettiest|greatest|loudest|top) (?:<num>(?! ?(?:pixels|px|%|percent|rows|lines))(?: \w+)?|kills|goals|jokes|laughs|reactions|plays|shots|moments|answers|lines|exercises|tricks|saves|photos|pics|<len>)\b|\b(?:vertical|short|viral|social|youtube|instagram)(?: \w+)? shorts (?:from|of)\b|\b(?:pick|choose|select|find|grab|keep) (?:out )?(?:only )?(?:the |my |our )?(?:<num> )?(?:best|nicest|strongest|craziest|funniest|most)\b|\bteaser\b(?=.*\b(?:of|from)\b)(?!.*<photos>)|\b(?:snippets|soundbites) (?:of|from) (?:this|the|my|our)\b|\binto (?:short |<num> )(?:(?:<len>|vertical|short|viral|social|youtube|instagram)[ -])*(?:shorts|reels|tiktoks|teasers|snippets)\b|\binto (?:<num> )?(?:short|viral|social)(?: \w+)? clips\b|\binto <num> (?:<len>|vertical)[ -](?:\w+ )?clips\b|\bthe (?:strongest|punchiest|juiciest|liveliest|clearest|wittiest) [a-z]+s\b|<len>[ -](?:\w+ )?clip\b[^;.]*\bfrom (?:this|the|my) (?:stream|podcast|recording|interview|webinar|talk|vlog|livestream|lecture|episode)\b|\bkeep(?:ing)? only (?:the )?(?:main|key|important|essential|good|useful)\b|\b(?:squeeze|condense|boil|cram|distil\w*|compress|shrink|chop) (?:down )?(?:my|this|the|our|a)\b[^,;.]{0,50}\b(?:into|to) an? (?:\w+ ){0,2}<len>[ -](?:\w+[ -])?(?:tiktok|reel|short|teaser|trailer|recap|highlight|promo|summary|clip|snippet|cut|video)\b|\b(?:turn|cut|edit|make) (?:down )?(?:my|this|the|our|an?|it)\b[^,;.]{0,50}\b(?:into|to) an? (?:\w+ ){0,2}<len>[ -](?:\w+[ -])?(?:teaser|trailer|recap|highlight|summary|snippet)\b|\bgive me an? (?:\w+ ){0,2}<len>[ -](?:\w+[ -])?(?:teaser|trailer|recap|highlight|summary|snippet|short)\b|\bthe \w+est (?:<num> )?(?:bits|parts|moments|clips|shots|scenes|lines|answers|takes|seconds|explanation)\b|\bselect the\b.*\b(?:moments|reactions?)\b|\bsummary (?:video|clip|reel)\b|\bsupercut\b|\b(?:the )?<num> (?:best|funniest|greatest|top|craziest|biggest) \w+|\b(?:best|top) <num> \w+",
            r"\b(?:pull|cut|get|make|create|extract|clip|produce|generate|find|grab)\b[^,;.]{0,20}<num> (?:[\w-]+ ){0,3}(?:teasers|clips|shorts|snippets|reels|trailers|soundbites|promos|tiktoks)\b[^,;.]{0,20}\b(?:out of|from) (?:an?|my|the|this|our|each)\b(?! (?:\w+ )?(?:clips|photos|videos|images))|\b(?:parts?|bits?|sections?|stretches|moments?) where (?:nothing|not much|little|something|anything)\b|\b(?:show\w*|pick\w*|keep\w*|with|select\w*|featur\w+|choose|grab|find|use|using) (?:only )?(?:the |my |our )?(?:<num> )?most \w+ [a-z]+|\b(?:\w+)est ones\b|\b(?:make|create|cut|get|produce|need|want|give me)\b (?:me )?<num> (?:<len>[ -]|[\w-]+ ){0,3}(?:teasers|shorts|snippets|reels|tiktoks|highlights)\b|\b(?:cut|make|create|get|produce) <num> <len>[ -](?:\w+ )?clips\b",
            r"\b(?:select|pick|choose|find) (?:one|two|three|a|<num>) (?:[\w-]+ )?(?:moments?|clips?|shots?|scenes?|highlights?) (?:per|for each|from each|of each)\b|\b(?:convert|turn|make|repurpose|transform|cut)\b[^;.]{0,60}\binto <num> (?:linkedin|facebook|instagram|tiktok|twitter|x|social|youtube|promo|vertical|short) (?:\w+ )?(?:clips|videos|shorts|posts|teasers|cuts)\b|\b(?:boil|condense|distil\w*|squeeze|cram|compress|whittle|pare)\b[^;.]*\b(?:to|into)\b[^;.]*<len>[^;.]*\b(?:with|keeping|showing|of|that keeps?|leaving)\b[^;.]*\b(?:best|main|key|most|essential|(?!rest|west|test|guest|latest|first|last)\w{3,}est)\b|\b(?:compile|collect|gather|show off|showcase|round up) (?:the |my |our |his |her )(?:<num> )?(?:best|top|funniest|greatest|biggest|craziest|wildest)\b|\b(?:keep\w*|with|only|show\w*) (?:only |just )?the (?:main|central|most important|key) (?:arguments|ideas|lessons|messages)\b",
            r"\bbest-of\b|\bmost (?:important|useful|exciting|intense|interesting|memorable|emotional|engaging|dramatic|relevant|impressive|valuable) [a-z]+|\b(?:show|shows|only|pick|choose|keep|with|and|use) (?:only )?(?:the |my |our )?best [a-z]+s\b(?! (?:practices|settings|formats))",
            r"\b(?:the|any|all) (?:good|great|juicy|fun|funny) (?:bits|parts|stuff|moments|ones)\b|\b(?:make|create|get|cut|extract|produce|generate)\b(?: me)?(?: some| a few| several)? (?:social(?: media)?|viral|short(?:-form)?|bite-?sized|shareable) (?:clips|videos|snippets|cuts|content) (?:from|of|out of)\b|\b(?:make|create|get|cut|extract|produce) (?:some |a few |several )?(?:clips|snippets|shorts) (?:for|on) (?:social(?: media)?|my socials|tiktok|instagram|youtube|linkedin) (?:from|of|out of)\b|\b(?:turn|cut|make|repurpose|convert|edit|transform) (?:this|my|the|our|an?) (?:[\w-]+ ){0,2}(?:podcast|stream|livestream|webinar|interview|episode|lecture|talk|vod)\b[^;.]{0,40}\binto (?:an? )?(?:[\w-]+,? ){0,3}(?:short|reel|tiktok)s?\b(?! (?:video|film|clip)s?\b)",
            r"精华|高光|精彩(?:片段|瞬间|部分|时刻|集锦)|最好的(?:部分|片段|瞬间)|集锦|亮点",
        ),
        unless=r"\b(?:strongest|key|main|most important) words?\b|\bspeed(?:ing)? up\b[^,;.]*\b(?:slow|boring|dull) (?:parts|bits|sections)|\bmatch (?:my|the|our) highlight|\bloop point\b|\bzoom\w* (?:in )?(?:on|to|at) the\b|\bpart numbers?\b|\bbest frame\b|\bmy (?:<num> )?best <photos>|\bcut points\b|\blist of timestamps\b|\bpixels\b|\b(?:to|in|on|of|for|from) (?:my|this|the|our) (?:[\w-]+ )?highlights? (?:reel|video|clip|film)\b|\bhighlight (?:keywords?|key|each|the active|every|words?|important words|colou?r)\b|\bword-by-word highlight|\brecover highlights|\bfeature highlights\b|\b(?:hold|recover|protect|keep|lower|raise|lift|pull (?:back|down)|preserve|soften|tame|reduce|warm|cool) (?:the )?highlights\b|\bhighlights (?:down|up|back|warm|cool)\b|\b(?:tint|tone|colou?r|peach|glow|warmth|orange|teal|gold|blue) (?:to|in|into|on) (?:the )?highlights\b|\b(?:midtones|shadows|blacks)\b|\b(?:darken|brighten|lighten|tone down|crush|recover|dim|bring down|warm up) (?:the )?highlights\b|\b(?:neon|yellow|green|orange|pink|red|blue|white|gold|colou?red)(?: \w+)? highlights\b|\bpull quotes?\b|\bquote cards?\b|\bduck\w*\b|\bhighlights her\b|\bkey features? of\b|\bbest (?:quality|possible|format|practice|settings?|timestamps|fastest)\b|\bshadows and highlights\b|\bkey (?:quotes?|points|topics|words?|phrases?)\b|\bbest suited\b|\bmost people\b|\bmost quotable\b|\bbest moments video\b|\bkey points\b|\bvideo script\b",
        reads=("highlights", "length_any"),
        examples=("Cut this into a 60-second highlight reel", "剪出精彩片段"),
        about="Picked by loudness, motion and scene changes, not by meaning.",
    ),
    Phrase(
        family="generate", action="scenes",
        says=(
            r"\b(?:film|story|ad|spot|commercial|trailer|teaser|movie)\b[^:]{0,40}:.*\b(?:close-?ups?|dawn|dusk|sunset|sunrise|fog|mist\w*|aerial|steam\w*|glow\w*|hands?|eyes|faces?|silhouette\w*|morning light|empty street|pre-dawn|rain\w*)\b",
        ),
        unless=r"<q>",
        refuse="finding or making scenes by what is seen in them needs a vision or a generative model", nearest="keep only 1:15 to 4:45",
        examples=("Make a brand film: fog over a valley, hands at work, rain on a window",),
    ),
    Phrase(
        family="highlights", action="pick",
        says=(r"<create> (?:me )?an? (?:<len>[ -])?(?:\w+[ -]){0,2}(?:teaser|trailer)\b|\b(?:trailer|teaser|recap|supercut|hype reel|sizzle) (?:of|from|out of) (?:the |my |our |this |these |last |yesterday)|\b(?:should become|become|into|make|as|cut|want|need|give me) (?:an? |one )?(?:[\w-]+ ){0,2}(?:<len>[ -])?(?:[\w-]+ )?(?:recap|teaser|trailer|supercut)\b",),
        given=("film", "no-photos"),
        unless=r"<photos>",
        reads=("highlights", "length_any"),
    ),
    Phrase(
        family="highlights", action="pick",
        says=(r"\b(?:cut|trim|edit|turn|bring|get|shorten|reduce)\w*\b[^;.]{0,60}\b(?:down to|to|into) (?:an? )?(?:[\w-]+ )?<len>[ -](?:[\w-]+[ -])?(?:short|reel|tiktok|highlight|recap|summary|teaser|ad|spot)\b|\bdown to an? (?:[\w-]+ )?<len>[ -](?:[\w-]+ ){0,2}(?:video|film|clip|version|edit)\b|\b(?:in)?to an? (?:[\w-]+ )?<len>[ -](?:[\w-]+ ){0,3}(?:video|film|clip|version|edit) that (?:only )?(?:shows|covers|keeps|features|has|includes) (?:only )?the (?:main|key|best|most|essential|important)\b|\b(?:down to|to|into) (?:an? )?<len>[^;.]{0,60}\b(?:focus(?:ing|sed)? on|focused on|highlighting|showcasing|covering|keeping (?:only )?the|with (?:only )?the (?:best|strongest|main|key|most))\b", r"\b(?:\d{2,}[- ]min(?:ute)?s?\b|\d+[- ]hours?\b|hour-long)[^.;]*\b(?:into|make|produce|create|give me|to) an? (?:[\w-]+ ){0,2}<len>[ -](?:\w+[ -]){0,2}(?:clip|short|reel|video|version|cut|tiktok|snippet|edit)\b",),
        given=("film", "no-photos"),
        unless=r"\b(?:speed|time-?lapse|hyper-?lapse|slow|loop)\b|<photos>",
        reads=("highlights", "length_any"),
    ),
    Phrase(
        family="generate", action="scenes",
        says=(r"^(?:please )?(?:generate|create|make|turn) (?:an? |my |the |this )?text prompt\b",),
        refuse=_NO_FOOTAGE, nearest='create a 30-second video from this text: "…"',
    ),
    Phrase(
        family="highlights", action="by_words",
        says=(
            r"\b(?:find|listen for|detect|pull|get|locate|cut|clip|keep|delete|remove|show|grab|extract|pick)\b[^.;]*\b(?:where|when|every time|whenever|thing|part|parts|bit|moment|clip|passage|sentence|answer|answers|question|questions)\b[^.;]*\b(?:sa(?:ys?|id)|mentions?|mentioned|talk(?:s|ed)? about|discuss\w*|explains?|answers?|asks?)\b",
        ),
        unless=r"\bcaptions?\b|\bsubtitles?\b|<range>|<q>",
        refuse="finding a moment by what is said in it needs a speech model",
        nearest="cut out 2:14 to 3:40",
        examples=("pull the part where she talks about pricing",),
    ),
    Phrase(
        family="generate", action="scenes",
        says=(r"\b(?:my |a |the |this )?text prompt\b[^.;]*\b(?:in)?to\b",
            r"\b(?:generate|create|make|produce|render)\b.*\b(?:video|clip|film|animation|movie|footage|scene|shot)s? of (?!my\b|our\b|this\b|these\b|the (?:text|script|photos)|\d)",
        ),
        given=("text-only",),
        unless=r"<photos>|<q>|\bscripts?\b|\barticle\b|\bblog\b|\bcaptions?\b|\bsubtitles?\b|\bsrt\b|\blogo\b",
        refuse=_NO_FOOTAGE, nearest='create a 30-second video from this text: "…"',
    ),
    Phrase(
        family="generate", action="scenes",
        says=(
            r"\b(?:generate|create|make|produce|render|imagine|i want|i need|give me)\b.*\b(?:video|clip|film|animation|movie|footage|scene|shot)s?\b (?:of|about|showing|explaining|depicting|featuring|where|in which|with|for)\b.*\w{3}",
            r"\b(?:generate|create|make|produce)\b.*\b(?:landscape|city|space|nature|cinematic|ai|drone|anime|3d) (?:clip|video|footage|scene|animation)s?\b",
            r"^(?:please )?(?:generate|create|make|produce) (?:me )?(?:an? )?(?:[\w-]+ ){2,6}(?:clip|footage|shot|scene)s?$",
            r"\b(?:create|make|produce|generate)\b.*\b(?:tutorial|documentary|brand story|trailer|story|explainer|lesson|lecture)\b:?|\b(?:create|make|produce|generate)\b.*\b(?:film|video|ad|spot|commercial)\b: \w|\b(?:cartoon|animated (?:story|series|short))\b|<create>.*\btour of an? \w|\b(?:explain|teach|show)\b.*\bin an? (?:[\w-]+ ){0,3}(?:video|lesson|film)\b",
            r"<create>.*\b(?:ad|promo|spot|commercial|teaser|trailer|intro|film|clip|video)\b.*\b(?:showing|featuring|depicting|with (?:\w+ )?(?:visuals|footage|scenes|shots|imagery) )\b.*\w{3}|^(?:an? )?<len>[ -](?:\w+ )?(?:ad|promo|spot|commercial|film|clip|video|trailer)\b (?:for|about|of|with|showing)\b",
            r"\b(?:text[- ]to[- ]video|ai[- ](?:generated )?(?:video|footage|clip)s?|stock footage)\b",
            r"(?:生成|制作|做)(?:一个|一段|一条)?.*(?:关于|的).*(?:视频|动画|短片)",
        ),
        given=("text-only",),
        unless=rf"<photos>|\b(?:this|my|the following|following|these|the|from|from a|using) (?:[\w-]+ ){{0,3}}{_TEXT}\b(?! prompt)|<q>|\bscript\b|\bslide ?show|\bbirthday\b|\bvideo (?:editing|for (?:tiktok|instagram|youtube)$)|\bchangelog\b|\bfrom (?:a |the )?(?:description|text|script)\b|^(?:help me )?(?:create|make|generate) a (?:short |new )?video(?: for me)?$|\bcaptions?\b|\bsubtitles?\b|\bsrt\b|\boutro\b|\bintro\b|\bthumbnail",
        not_with=r"\b(?:lyrics?|quotes?|text|kinetic) (?:video|film)\b|\bstructure:|→|\bthis description\b|\bkey points:|\bcta \(|\bthis copy\b",
        refuse=_NO_FOOTAGE, nearest='create a 30-second video from this text: "…"',
        examples=("Generate a video of a lone astronaut",),
    ),
    Phrase(
        family="generate", action="text",
        says=(
            rf"<create>.*\b(?:from|using|with (?:this|my|the following)|out of|based on|about)\b.*\b{_TEXT}\b",
            r"<create>.*\b(?:lyrics?|quotes?|text|typograph\w*|kinetic(?: type| typography)?) (?:video|film|clip|animation)s?\b",
            rf"\b{_TEXT}\b[^.;]*\b(?:should|must|is to|has to|needs to) (?:become|be turned into|be made into) an?\b[^.;]*\b{_FILM}\b",
            rf"\b(?:turn|convert|make|transform|format|adapt|bring|animate|create|visuali[sz]e)\b.*\b{_TEXT}\b.*\b(?:into|to|as)\b.*\b{_FILM}\b",
            rf"\b(?:make|create|generate|produce|build)\b.*\b{_FILM}\b.*<q>|\bgenerate scenes\b|\btext[- ]?(?:to|2)[- ]?video\b",
            r"(?:用|把|将|根据).*(?:文字|文本|文案|文章|脚本|描述|内容|<q>).*(?:生成|做|制作|变|转)|(?:生成|制作|做).*(?:视频|短片).*<q>|(?:生成|制作|做).*<q>.*(?:视频|短片|影片)|<q>.*(?:生成|做成|制作).*(?:视频|短片)",
        ),
        unless=rf"<tagged>|<photos>|\b(?:title|intro|outro|lower third|card|caption|logo)s?\b.*<q>|\bsays\b|\bsubtitles?\b|\bwith a (?:title|voiceover script)|\bhighlight|\bsplit|\bvoice-?over\b|\b(?:write|writing) (?:a |an |the )?\w* ?(?:script|{_TEXT})\b|\bvideo script\b|\bstoryboard\b|\bthumbnail\b|\btranscript\b|\bcue points\b|brand story:|\bcaptions?\b|\blogo image\b",
        not_with=r"<photos>",
        reads=("source_text", "length", "mood_of", "theme"),
        asks=("text",),
        examples=('Create a 30-second video from this text: "…" with calm music', "用这段文字生成视频：“…”"),
        about="A typographic film: cards with moving backgrounds, type and music. Not generative video.",
    ),
    Phrase(
        family="generate", action="text",
        says=(
            rf"<create>.*\b(?:promo\w*|ad|advert\w*|commercial|explainer|trailer|teaser|educational|marketing|product|launch|invitation|news|announcement|promotional|brand)\b.*\b{_FILM}\b",
            rf"<create>.*\b{_FILM}\b.*\b(?:from|for|about)\b|\bbroadcast-style\b|\bnews video\b|\b(?:news|weather|sports?|tv|television)[- ](?:segment|video|clip|style|report|broadcast|bulletin|package|update|item)\b|\bbulletin\b|\bturn this \w+ (?:thread|post) into\b|\bturn (?:this|my) (?:blog|thread|article|topic|idea)\b",
            rf"\b(?:make|create|generate|produce) (?:a |an )?(?:<len> )?{_FILM}\b.*\b(?:<len>|youtube)\b|\b(?:make|create|generate|produce) (?:me )?(?:a |an )?<len> (?:\w+ )?(?:teaser|promo|trailer|ad|spot|commercial)\b",
        ),
        given=("text-only",),
        unless=r"<photos>|\bscript\b|\bthumbnail\b|\boutro\b|\bintro\b|\blower third\b|\bcue points\b|\bsubtitle|\bcaption|\bshort video$|\bsegment will\b|\bstoryboard\b",
        reads=("source_text", "length", "mood_of", "theme"),
        asks=("text",),
    ),
    Phrase(
        family="script_writing", action="write",
        says=(
            r"\b(?:write|draft|suggest|come up with)\b[^,;.<]*\b(?:titles|descriptions?|hashtags)\b(?!.*<q>)|\b(?:write|writing|draft|come up with|give me|create|generate|produce)\b.*\b(?:scripts?|outlines?|storyboards?|show notes|seo|descriptions?\b(?=.*\bseo)|hooks? ideas?|ideas|taglines? for|caption suggestions|(?:titles?,? )?descriptions?(?: and|,)? (?:hash)?tags?|hashtags|hooks?(?: variations| lines| options)?|voice ?over text|narration text|variations|ad copy|lyrics|glossary|multiple-choice questions|summary|blog[- ]post|edit plan|shot list|titles? and descriptions?)\b",
            r"^(?:please |can you )?write (?:me )?(?:an? |the |my |our )?(?:[\w-]+ ){0,3}(?:intro|outro|hook|post|bio|announcement|monologue|summary|voiceover|pitch|story|ad|copy)\b(?!.*<q>)|\bwrite (?:me )?(?:an? |the )?(?:\w+ )?captions? (?:for|to) (?:the|my|a|an|this|our) (?:\w+ )?(?:post|photo|caption|feed)\b|\bcome up with (?:an? |some |the )?(?:\w+ ){0,2}(?:lines?|texts?|captions?|titles?|names?|jokes?|words)\b|\boutline (?:the|a|my)\b|\bplan (?:a|an|the|out|my)\b|\bshot list\b|\bpaper edit\b|\bbrainstorm\b|\b(?:\w+ )?ideas for\b|\bvideo storyboard\b|\bvideo script\b|\bcaption suggestions\b|\bresearch trending\b|\bseo title\b|\bscene-by-scene (?:outline|edit plan|plan)\b|写(?:一个|一段|个)?(?:脚本|剧本|文案|大纲)|脚本创作",
        ),
        unless=r"\bscript (?:font|typeface|type|letters?|lettering)\b|\b(?:from|using|this|my|the) script\b(?! (?:for|about))|\bscript i'll\b|\bproduct promo video from\b|\b(?:script|descriptions?) into\b",
        refuse=_WRITING, nearest='add a title "…"',
        examples=("Write a script for my video",),
    ),
    Phrase(
        family="ai_only", action="model",
        says=(
            r"\blip[- ]?sync\w*|\blips?\b[^,;.]*\bmatch\b|\bmatch\b[^,;.]*\blips\b|\b(?:make|let|have|get) <the>(?:[\w']+ ){0,2}(?:person|man|woman|photo|picture|portrait|character|people|face|baby|dog|cat|statue|painting|subject|child|couple|clouds?|water|waves|trees|flames?|hair|sky|leaves|eyes)\b.*\b(?:talk|speak|sing|dance|move|smile|walk|wave|blink|hug|kiss|run|jump|fly|laugh|wink|sway|flow|flicker|drift)\b|\bswap\w* (?:\w+ )?faces?\b|\b(?:mouth|lip) movements?\b|\bface[- ]?swap\w*|\bdeep ?fakes?\b|\btalking (?:photo|avatar|head from)\b|\bavatars?\b|\bfacial animation\b|\bai[- ](?:face|upscal\w*|enhanc\w*|restor\w*)\b|\bai (?:image|art|animation|avatar|actor|anchor|presenter|host|newsreader|model|person)\b",
            r"\b(?:seedance|kling|runway|sora|veo|pika|viggle|luma|midjourney|heygen|d-id|synthesia|stable diffusion|hailuo|minimax|wan ?2|dall-?e|higgsfield|vidu|pixverse)\b",
            r"\b(?:remove|erase|delete|replace|add|insert) <the>(?:\w+ )?(?:person|people|man|woman|object|objects|car|cars|stranger|photobomber|sky|tourist|tourists|explosion|dragon|ufo|outfit|clothes|shirt)\b|\bcolori[sz]e\b|\bupscale .*\bai\b|\bai upscal\w*|\bface (?:replace|change)|\b(?:age|de-age)\b me|\bstyle transfer\b|\b(?:anime|cartoon|pixar|ghibli|claymation|watercolou?r|oil[- ]painting|comic[- ]book|pixel[- ]art|lego|hand-drawn) (?:style|version|look)\b|\b(?:restyl\w+|re-?imagin\w+)\b|\b(?:as|into|like|to) an? (?:[\w-]+ )?(?:anime|cartoon|watercolou?r|oil painting|comic(?: book)?|claymation|pixel[- ]art|lego)\b|\bactually (?:flow|move|rise|burn|blink|wave|walk|fall)s?\b|\bturn (?:me|him|her|it|this|myself) into an? (?:anime|cartoon|character)|\bstanding on the\b.*\bmascot|\bmascot into\b",
            r"\b(?:light )?wind through\b|\bcome to life\b|\bbring <the>(?:[\w'’-]+ ){0,4}to life\b|\b(?:make|let|have|get) <the>(?:\w+ ){1,3}(?:in|of|on) (?:this|the|my|our) (?:\w+ )?<photos> (?:actually |really |gently |slowly )?(?:flow|move|rise|blink|wave|walk|fall|dance|sway|drift|swim|fly|run|burn|flicker|ripple|spin|swirl|smile|talk|sing|speak|breathe|come alive)\b|\b(?:song|music) with (?:vocals|lyrics|singing|sung)|\boriginal song\b|\bcompos\w+ (?:me )?an? (?:\w+ )?song\b|\b(?:watercolou?r|realistic|ai|dreamlike|surreal) (?:\w+ )?(?:scenes|visuals|illustrations)\b|\bthumbnail (?:showing|of|with) an? (?:\w+ )?(?:man|woman|person|girl|boy|guy|dog|cat|character)\b|\bsteam rising\b",
            r"\bextend(?:ing)? <the>(?:[\w-]+ ){0,4}(?:clip|scene|shot|video|footage|film)\b[^,;.]* by <len>(?! (?:with|by) (?:a )?(?:black|freez))", r"\b(?:extract|isolate|pull out) the (?:vocals|stems|acapella|instrumental)\b|\b(?:separate|isolate|split|extract)\b[^,;.]*\b(?:vocals?|stems|voices?)\b[^,;.]*\b(?:from|and)\b[^,;.]*\b(?:music|instrumental|background|backing|beat)\b|(?:人声|伴奏|背景音乐?).{0,12}分离|分离.{0,8}(?:人声|伴奏)",
            r"换脸|对口型|数字人|口型|动漫风格|ai(?:生成|视频)|文生视频|图生视频",
        ),
        unless=r"\btalking[- ]head\b|<q>|\b(?:keep|preserve)\b.*\bpanning|\bwhile i (?:talk|speak)|\bcaptions? on\b|\bwhen i look\b|\bface tracking\b|\bon-screen\b|\bwind noise|\bpeople (?:talk\w*|speak\w*)|\bwhen (?:he|she|they|someone|people|the speaker)\b|\bperson speaking|dog reaction|animated diagrams|\bforest\b|\bwave(?:s)? (?:transition|text)|\bperson standing in silhouette|\bfreeze",
        refuse=_MODEL,
        examples=("make the clouds in the photo move",),
    ),
    Phrase(
        family="ai_only", action="model",
        says=(
            rf"\b{_THINGS}\b (?:\w+ ){{0,2}}{_MOVES}\b|\b{_MOVES} {_THINGS}\b",
            rf"\bmake (?:it|him|her|them) (?!look|turn|fall|glow|flow|motion|animation|movement|rotat|spin|roll|drift|run)\b{_MOVES}\b|\bso (?:that )?(?:it|he|she|they) (?:slowly |gently |softly )?{_MOVES}\b|\b(?:where|so(?: that)?) <the>(?:\w+ ){{1,3}}?{_MOVES}\b",
            r"\bwhere <the>(?:\w+ ){1,2}(?:says?|sings?|talks?|dances?|speaks?|waves?|smiles?|laughs?|winks?)\b",
        ),
        given=("no-film",),
        unless=r"\bparticles?\b|\bbokeh\b|\blight leaks?\b|\btalking[- ]head\b|<q>|\bwind noise\b|\bwhen (?:he|she|they|someone|people)\b|animated diagrams|\bforest\b|\bwave(?:s)? (?:transition|text)|\bperson standing in silhouette",
        refuse=_MODEL,
        about="Making what is in a picture move.",
    ),
    Phrase(
        family="record", action="record",
        says=(r"\brecord (?:my|the|a|me|your) (?:screen|webcam|camera|voice|desktop|video|voiceover|narration)\b|\bstart recording\b|\bcapture (?:my |the )?(?:screen|desktop|webcam)\b|录屏|录制",),
        unless=r"\bso i can record\b",
        refuse="recording is done with another program; give the file",
    ),
    Phrase(
        family="info", action="ask",
        says=(r"\bfind\b[^.;]*\bwhere (?:i|we|you) (?:can|could|should|might)\b|\blist of (?:suggested )?cuts\b", r"\blist (?:the |all )?(?:cuts|edits|shots|moments|labels|steps)\b|\byou would (?:use|make|cut|add|choose)\b", r"\b(?:find|locate|list|note)\b[^.;]*\b(?:give|tell|send|list)\b(?: me)?[^.;]{0,20}\b(?:timestamps|timecodes|time codes|times)\b|\bbreak points\b",
            r"\bexplain why\b|^(?:please )?(?:summari[sz]e|describe|analy[sz]e) (?:this|the|my)\b|(?:^|\bplease |\byou |\band |\bthen |\bto |^hi,? |^help me )(?:analy[sz]e|review|summari[sz]e|describe|evaluate|critique|assess|inspect|look at|check)\b(?!\w*-).*\b(?:video|footage|clip|recording|it|content|timeline|meeting|quality)\b|\btell me\b|\bsuggest\b|\brecommend\b|\bwhat (?:is|are) (?:in|the (?:length|duration|resolution|codec|frame))\b|(?<!\bset )(?<!\bchange )(?<!\bchoose )(?<!\badjust )\bhow (?:long|many|big)\b|\bshow me\b|\bwhich (?:parts?|sections?|moments?)\b|\bidentify\b|\blist of timestamps\b|\bstructured show notes\b|分析|总结|介绍一下|多长|多少",
        ),
        unless=r"\bshow me (?:a |the )?preview\b|\bsummari[sz]ing key points\b|\bidentify the single best\b|\bcheck quality\b|\blook at (?:things|my recordly)|\bmake it look\b|\btutorial\b",
        refuse="this is a question about the material and no edit",
        examples=("Analyze this video",),
    ),
    Phrase(
        family="question", action="ask",
        says=(
            r"^(?:hi|hello|hey|ok|so|and|well)?,? ?(?:what|which|how|why|when|where|who|is|are|does|do|did|should|will|am)\b(?! about (?:adding|making|cutting)|['’]s (?:left|there)|'s left| (?:it|a|the|this|an|them) (?:\w+ )*(?:cover|image)).*",
            r"^(?:and |so |but |hi |hello )?what'?s\b|^(?:\w+,? ){0,2}how (?:do|can|should|would|to)\b|\bhow (?:do|can|should|would) (?:i|you|we)\b|\bwalk me through\b|\bcan (?:you|nemo\w*) (?:handle|support|do)\b|怎么|如何|什么|为什么|吗？?$|是否",
        ),
        unless=r"\bdo (?:it|that|this)\b|\bwhen i (?:click|press)|^when (?:the|he|she|i)\b|\bdo not\b|\bhow black holes\b|\bwhat i\b|explaining how|^do the\b",
        refuse="this is a question and no edit",
        examples=("What's the best format for Reels?",),
    ),
    Phrase(
        family="export", action="export",
        says=(
            r"\bexport(?:ed|ing|s)?\b|\bsav(?:e|ed|ing) (?:it |this |that |the \w+ |them |my \w+ )?(?:as|to|in)\b|\bdownload\b|\brender\b|\bcompress(?:ed|ion|ing)?\b(?!.*\bpause)|\bfile size\b|\b(?:under|below|less than|max(?:imum)?) \d+ ?[mg]b\b|\bconvert\b.*\b(?:mp4|mp3|webm|mov|gif|mkv|avi|wav|m4a|h\.?26[45]|hevc|prores|format)s?\b|\b(?:extract|pull|rip|get|save|separate) <the>(?:audio|sound)\b|\b(?:audio|sound)\b.*\bas an? mp3\b|\btranscod\w+|\bre-?encod\w+|\b(?:720p|1080p|1440p|2160p|4k|8k)\b|\b(?:as|to|into|in) (?:an? )?(?:\w+ ){0,2}(?:mp4|mp3|webm|mov|gif|mkv|avi|wav|m4a)s?\b|\b\d+ ?fps\b|\b\d+ ?kbps\b|\b(?:send|give) me the (?:video|file)\b|\boutput\b:?|\bproduce \d+ versions\b|\breduce the file size\b|\btest render\b|\bbatch\b",
            r"导出|下载|渲染|输出|保存为|压缩|格式转换|转(?:成|换成|为)(?:mp4|mp3|gif|mov|webm)",
        ),
        unless=r"^(?!.*\b(?:mp4|mov|webm|mkv|avi|gif|mp3|wav|\d{3,4}p|4k|fps|codec|bitrate)\b).*\b(?:square|vertical|portrait|landscape|widescreen|horizontal) format\b|\b(?:recording|video|clip|file)s? in (?:webm|mp4|mov|mkv|avi)(?: format)? (?:is|was|are)\b|\bsubtitles? (?:from|in)\b|\b(?:recorded|shot|filmed) (?:\w+ ){0,3}(?:as|in) (?:an? )?(?:mp4|mov|mkv|avi|webm)$",
        reads=("export",),
        examples=("export 1080p MP4",),
        about="A wish about the file: recipes say it under exports.",
        also=True,
    ),
    Phrase(
        family="unspecified", action="vague",
        says=(
            r"^(?:please |hi,? |hello,? |can you |could you |help me |i want (?:you )?to |let's )*(?:edit|improve|fix|enhance|do something with|work on|make|create|process|finish|upload|add)\b(?: (?:me|my|a|an|the|this|these|some|short|new|nice|cool|great|good|better|awesome|video|videos|clip|clips|film|footage|it|recording|one|better|for me|vid|project|movie|here|please))*$",
            r"^(?:please )?(?:edit|improve|enhance|polish|process|fix up|clean up|touch up|fix|restore|correct|repair|retime|re-time|grade|finish|prepare|rescue|apply speed changes to|apply speed ramps to|adapt|repurpose) (?:<the>(?:sound|audio|colou?rs?|picture|look) (?:of|in|on) )?<the>(?:[\w-]+ ){0,5}<film>(?: (?:of|shot|filmed|recorded|about|from|in) .*)?$",
            r"帮我(?:剪辑|编辑|处理|做|剪)一?下?(?:这个|这段|个|一个)?(?:视频|短片)?$|^(?:剪辑|编辑|处理)(?:一下)?(?:这个|我的)?视频$",
        ),
        unless=r"\b(?:improve|fix up|polish|sweeten) <the>(?:audio|voice|speech|sound)\b",
        refuse="it does not say what to do",
        nearest="trim the first 5 seconds",
        examples=("edit my video",),
    ),
    Phrase(
        family="unspecified", action="undo",
        says=(r"\bundo\b|\brevert\b|\bgo back\b(?! to (?:normal|full|regular|real|original|<num>))|\btake that back\b|\bnever ?mind\b|撤销|撤回|恢复上一步|还原",),
        unless=r"\bundo the (?:crop|rotation)|\b(?:two|three|four|five|several|\d+) (?:changes|edits|steps|things|times)\b",
        examples=("undo that",),
        about="Back to the timeline before the last edit.",
    ),
)  # fmt: skip
