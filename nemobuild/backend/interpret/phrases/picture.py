"""Rows about the picture: framing, motion, joins, looks and backgrounds."""

from __future__ import annotations

from nemobuild.backend.interpret.phrases.row import Phrase

_VISION = (
    "following something in the picture needs a vision model; the crop can be placed (left, centre, right)"
)

ROWS = (
    Phrase(
        family="zoom", action="ken_burns",
        says=(
            r"\bken[- ]?burns?\b|\bpan(?:s|ning)?(?:/| and | & )?zoom\w*|\b(?:slow|gentle|smooth|subtle|soft|cinematic) (?:pan|drift|camera (?:move|motion|movement))s?\b|\b(?:drift|glide|float|creep|move|pan)s?(?:ing)? (?:slowly|gently|softly|smoothly)\b|\b(?:slowly|gently|softly) (?:drift|glide|float|creep)\w*\b|\bparallax\b|\bcamera (?:move|motion|movement)s?\b",
            r"\banimate <the>(?:\w+[ -]){0,4}<photos>\b|肯伯恩斯|推拉|平移|镜头运动|缓慢移动",
        ),
        unless=r"\bin the background\b|transition|facial",
        reads=("zoom", "clip", "range_only"),
        examples=("Make a slideshow of the photos with a slow Ken Burns zoom",),
        about="A slow camera move over each picture, another one each time.",
    ),
    Phrase(
        family="zoom", action="zoom",
        says=(
            r"\b(?:auto-?)?zoom(?:s|ed|ing|-cuts?|-ins?|-outs?)?\b|\bpush(?:es|ing)?[- ]ins?\b|\bpull(?:s|ing)?[- ](?:\w+ )?(?:out|back)\b(?! (?:the|my|our|any|every|all|key|best|<num>|some|clips|an?)\b)|\bdolly\b|\bpunch[- ]?ins?\b|\bpan(?:s|ning)? (?:slowly |gently )?(?:left|right|up|down|across|over|from)\b|\bslow(?:ly)? pan(?:s|ning)?\b|\bpunch(?:es|ing)? in\b|\bpush-?in\b|\bclose[- ]?up on\b|\bmove in (?:on|slowly)\b|\bcreep in\b|\bmagnify\b|\benlarge the (?:middle|cent(?:er|re)|part|area|region)\b",
            r"放大|缩放|推近|拉远|推镜|变焦|镜头推进|缓慢推",
        ),
        unless=r"\bzoom (?:call|meeting|recording|interview|webinar|session|lecture|video|class|link)s?\b|\bfont\b|\bleave\b.*\balone\b|(?:字|标题|logo|文字).{0,4}放大|preserve",
        reads=("zoom", "when", "clip"),
        examples=("Add a 2x zoom on the top left at 0:12", "zoom in slowly", "缓慢放大"),
        about="In or out, by a factor, on a corner, for a stretch.",
    ),
    Phrase(
        family="zoom", action="ken_burns",
        says=(r"\b(?:animate|turn|convert|make|transform|bring)\b.*\b(?:photo|image|picture|photograph|jpeg|illustration|portrait|still|poster|artwork|drawing|painting|sketch|flyer|cover art)\b(?!s)",),
        given=("one-photo",),
        unless=r"\bphotos\b|\bimages\b|\bpictures\b",
        not_with=r"\bphotos\b|\bimages\b|slideshow|\blogo image\b",
        weak=True,
        reads=("zoom",),
    ),
    Phrase(
        family="crop", action="follow",
        says=(r"\bfollow(?:s|ing)? (?:the (?:speaker|person|player|dancer|car|ball|dog|cat|rider|host|subject|face|action)|whoever|whatever|her|him|me|my|number|each speaker)\b|\bkeep(?:s|ing)? <the>[a-z]+(?: [a-z]+)? (?:in (?:the (?:middle|cent(?:er|re)|frame|shot)|frame|view|shot)|cent(?:er|re)ed)\b|\bface[- ]track(?:ed|ing)\b|\bkeep <the>(?:speaker|subject|face|person|presenter|product|host|chef|dancer|player|me|him|her)\b.{0,20}\b(?:cent(?:er|re)(?:ed)?|in frame|in view|in the (?:middle|frame))|\b(?:auto|smart)[- ]?(?:reframe|crop|track)\w*|\btrack(?:s|ing)? the (?:face|speaker|subject|person|product|ball|dog|chef)\b|人脸(?:跟踪|追踪)|horizon should stay level|\bspeaker cent(?:er|re)ed",),
        refuse=_VISION, nearest="crop to 9:16", also=True,
        examples=("keep the speaker centered throughout",),
    ),
    Phrase(
        family="crop", action="crop",
        says=(
            r"\bcrop(?:ped|ping|s)?\b(?<!no cropping)|\breframe(?:d|s)?\b|\breframing\b|\bcut (?:out|off) <the>(?:\w+ )?(?:space|edges|sides?|borders?|black bars)\b|\bremove <the>(?:black )?(?:bars|borders|edges|letterbox\w*)\b",
            r"\b(?:landscape|horizontal|widescreen|wide|16:9)\b(?!.*\b(?:photo|photograph|jpeg|image|picture)).*\b(?:to|into|as)\b <the>(?:vertical|portrait|square)\b|\b(?:vertical|portrait|square)\b(?!.*\b(?:photo|photograph|jpeg|image|picture)) (?:\w+ ){1,3}?(?:to|into|as) (?:a )?(?:widescreen|landscape|horizontal|16:9)\b|\bre-?crop\b|\b(?:landscape|horizontal|widescreen|wide|sideways)\b(?!.*\b(?:photo|photograph|jpeg|image|picture))[^,;.]{1,30}\b(?:vertical|portrait|square)\b(?! (?:feed|post))",
            r"\bresize\b.*\b(?:16:9|formats|social|vertical|square|horizontal)\b",
            r"裁剪画面|画面裁剪|裁切|裁剪(?:成|为|到|掉.*边)|去黑边",
        ),
        unless=r"\bcrop (?:of )?up to\b|\bspace at\b|\bpad\b|\bletterbox(?:ed)?\b(?!.*remove)|demo to vertical format|resolution after crop|without cropping|don't crop|(?:instead of|rather than) (?:being )?crop|\bnot cropped",
        not_with=r"\badd (?:some )?(?:space|room|padding)",
        reads=("crop",),
        examples=("Crop to 9:16", "crop out the black bars"),
        about="Cuts the edges off, to a shape or by a side.",
    ),
    Phrase(
        family="aspect", action="set",
        says=(
            r"<ratio>",
            r"\b(?:to|into|in|as|make it|make this|make the \w+|go|a|an|for|convert|need|want)\b.{0,24}?\b(?:vertical|square)\b(?! (?:line|bar|split|stack|flip|flow|grid))",
            r"\b(?:to|into|in|as|make it|make this|make the \w+)\b <the>(?:portrait|landscape|horizontal|widescreen)\b(?! (?:photo|picture|image|jpeg|photograph|shot|clip|of))|\b(?:portrait|landscape|horizontal|vertical|square|widescreen) (?:format|mode|orientation|version|aspect|layout|crop|short|reel|video for)\b",
            r"\b(?:for|to|on|into|as)\b(?: (?:an?|my|the|use|posting|upload|uploading|social|media|short))* (?:instagram |facebook |ig |insta |youtube |short |vertical )*(?:tiktoks?|(?:instagram|facebook|ig|insta) (?:reels?|stor(?:y|ies))|(?:and |or |/)?(?:reels|shorts|stories|snapchat|douyin|igtv))\b",
            r"\b(?:(?:instagram|facebook|ig) reels?|youtube shorts?|tiktok (?:version|format|clip|video)s?|make (?:it|this|that) an? (?:<len>[ -])?(?:\w+ )?(?:tiktok|reel|short)s?\b(?! (?:video|film|clip|movie)\b)|(?:talking-head|vertical|short) reel|shorts version)\b",
            r"\b(?:format|reframe|re-?size|adapt|fit|prepare|convert|size|version|right (?:shape|size|format))(?: \w+){0,4} for (?:my |our |the )?(?:youtube|x|twitter|linkedin|facebook|whatsapp|vimeo|pinterest|snapchat|instagram)\b(?! (?:ads?|title|description|script|audience|shorts))|\binto <num> (?:<len>[ -])?(?:shorts|reels|tiktoks|stories)\b|\binto an? (?:<len>[ -])?(?:instagram|ig|insta|youtube) (?:reel|short|story)\b|\b(?:for|into|as|make) an? (?:<len>[ -])?(?:vertical |instagram |ig |youtube )?(?:tiktok|reel|short)\b(?! (?:\w+ )?(?:video|film|clip|movie|animation|story|edit))|\b(?:for|into|as) an? (?:instagram|ig|insta|facebook|whatsapp) (?:story|status)\b|\b(?:vertical|square|portrait)\b(?=\s*[!.,)]|$| (?:teaser|snippet|clip|version|video|cut|copy|film|short|spot|edit|promo|reel|crop|recap|format|ad|trailer|story|highlight|montage|post|and|for)s?\b)|\b(?:for|to|on|fit) (?:my |our |the |an? )?(?:tiktok|reels?|shorts|insta(?:gram)? (?:feed|post|story|stories|reel|stroies)|ig (?:feed|story)|snap(?:chat)?)\b(?! (?:of|about|with|ad|account|channel|audience|video|clip|safe)s?\b)|\b(?:fit|fill) (?:the |a |my )?(?:phones?|mobile)(?: screens?)?\b(?! (?:call|footage|number|recording|video))|\b(?:insta|ig|instagram|facebook|whatsapp) (?:stor(?:y|ies)|status)\b|\b(?:in|into|to) (?:an? )?<len>[- ]tiktok\b|\b1080 ?[x×] ?(?:1080|1350|1920)\b|\bletter-?box(?:ed)?\b(?!.*(?:remove|off|bars))|\bscope\b(?= (?:format|ratio|bars))|\bupright\b(?= (?:video|format|for))",
            r"竖屏|竖版|横屏|横版|方形|正方形|(?:抖音|快手|小红书|视频号)(?:版|格式|尺寸)?|适合手机",
        ),
        unless=r"\b(?:this|my|the|to an?|in an?|for an?|of an?|(?<!into a )(?<!into an )<len>) (?:<len>[ -])?(?:instagram|tiktok|youtube|facebook)(?:'s)? (?:reel|video|short|clip)s?\b(?<!shorts)(?!.*<ratio>)(?!.*\binto\b)(?<!an instagram reel)|^(?:also )?(?:export|output|format|render|save)[^,]*\b16:9\b(?!.*(?:9:16|1:1|4:5|2\.39|square|vertical))|^(?:also )?format: 16:9|\b(?:isn't|is not|not) (?:needed|necessary|required)\b|\bhook variations\b|\bvertical (?:bar|line|flip)|\bfor (?:a |an |my |our )?(?:tiktok|instagram) (?:ad|account|audience)\b.*\bwrite\b|\bwrite\b.*\bfor\b|\bcarousel\b|\bhighlight reel\b.*instagram|\bscript\b|\baudience|\bexisting\b",
        reads=("aspect",),
        examples=("Make it vertical 9:16", "Format my video for TikTok", "改成竖屏9:16"),
        about="The picture's shape: a ratio, a word, or a platform.",
    ),
    Phrase(
        family="rotate", action="flip",
        says=(r"\b(?:flip(?:ped|ping)?|mirror(?:ed|ing)?)\b|镜像|(?:水平|垂直|左右|上下)翻转",),
        unless=r"page flip|flip transition|mirror (?:effect|grid)",
        reads=("flip", "clip"),
        examples=("Flip it horizontally", "水平翻转"),
        about="Mirrors left to right or top to bottom.",
    ),
    Phrase(
        family="rotate", action="turn",
        says=(
            r"\brotat(?:e|ed|ing|ion)\b|\b(?:is|was|it'?s|filmed|recorded|shot|came out|sits|lies|appears?|looks?|turned) (?:\w+ )?sideways\b|\bsideways (?:video|clip|footage|phone|recording)\b|^sideways\b|\bupside[- ]down\b|\bright way (?:up|round)\b|\btilt(?:ed)?\b(?! (?:shift|up|down))|\bcrooked\b|\blevel (?:the |out the )?horizon\b|\bon its side\b|\bturn\w* (?:it |the \w+ |this |my \w+ )?(?:a )?quarter\b|\bturn (?:it|the \w+|this|my \w+)? ?(?:by )?(?:90|180|270|clockwise|counter|left|right)\b|\b(?:90|180|270)[- ]?(?:°|degrees?)|\bwrong (?:way|orientation)\b|\borientation (?:is|was) (?:wrong|off)|\bstraighten\b",
            r"旋转|转正|颠倒|横过来",
        ),
        unless=r"\brotat\w+ (?:text|logo|title|cube|transition)|orientation metadata|\brotation (?:flag|tag|metadata)|\bstraighten(?: out)? the (?:exposure|colou?rs?|lighting|sound|audio|pace)|\bleave\b.*\balone\b",
        reads=("degrees", "clip"),
        examples=("Rotate it 90 degrees clockwise", "旋转90度"),
        about="By quarter turns, or any angle.",
    ),
    Phrase(
        family="stabilize", action="stabilize",
        says=(r"\bstabili[sz]\w*\b|\bshak(?:y|iness)\b|\b(?:hand|camera) shake\b|\bstead(?:y|ier)\b|\bsmooth(?:en)? (?:it |them |this |out )*(?:the )?(?:camera|shake|handheld|motion|footage|drone shot|wobble|walk\w*)\b|\bbump(?:y|s)\b(?! (?:up|it))|\bhand-?held\b(?= (?:bits?|shots?|look|footage|wobble|parts?|video|clip).*\b(?:smooth|less|fix|calm|steady))|\bshake\b(?= (?:out|off|from|away|reduction))|\bjitter\w*\b|\bwobbl\w*|\bde-?shake\b|防抖|稳定|抖动|增稳",),
        unless=r"<gone>[^,;.]*<len>|<gone>[^,;.]*\b(?:bits?|parts?|shots?|sections?|clips?)\b|\b(?:add|apply)\b[\w ]*(?:shake|shaky|jitter)|steady (?:beat|pace|music)|\bvoice\b",
        reads=("clip", "strength"),
        examples=("Stabilize the shaky footage", "画面防抖"),
        about="Smooths a shaky camera.",
    ),
    Phrase(
        family="transition", action="set",
        says=(
            r"\btransition(?:s|ed|ing)?\b|\bcross[- ]?fad(?:e|es|ing)\b|\bcross[- ]?dissolv\w+\b|\bdissolv(?:e|es|ing)\b|\bwip(?:e|es)\b|\b(?:slide|push|swipe|spin|zoom|whip|iris|circle) transitions?\b|\bwhip[- ]?pans?\b|\bsmash cuts?\b|\bmatch cuts?\b|\bflash(?:es)? between\b|\bswip(?:e|es|ing) (?:between|from|to)\b|\bcross\b (?=\.?\d)|\b(?:melt|flow|blend|morph|slide|wipe|fade)s? (?:in)?to (?:each other|one another|the next)\b|\bfades? (?:from one|between)\b|\bdissolves?\b|\bgentle fades\b|\b(?:soft|slow|smooth|quick) fades (?:between|from)\b|\bfad(?:e|es|ing) between\b|\bfad(?:e|es|ing)\b[^,;.]{0,20}\bfrom one\b|\bblend (?:between|the clips|them)|\bswipes between\b",
            r"转场|过渡|叠化|淡化切换|交叉淡|溶解|擦除",
        ),
        unless=r"\b(?:on|at|during|for|of) (?:every|each|all|the) transitions?\b|\bfade-?(?:in|out)s? transitions?\b|\bfade in transition|\bfade[- ]?(?:in|out)\b(?!.*between)|\b(?:audio|workflow|topic|sound|natural|smooth the) (?:\w+ )?transitions?\b|\d s? ?zoom transition\)|\bzoom transition\b(?!s)|\baudio cross-?fade|\btransition words|\bcross-?fad\w+ <the>(?:\w+ )?(?:music|songs?|audio|sound|tracks?|soundtrack)\b|\.(?:mp3|wav|m4a|flac|ogg)\b",
        reads=("transition", "join"),
        examples=("Add crossfades between the clips", "add wipe transitions of 0.5 seconds", "添加转场"),
        about="How one clip takes over from the one before.",
    ),
    Phrase(
        family="fade", action="both",
        says=(r"\bfade transitions\b|\bfades?(?: and \w+)? transitions\b", r"\bmore polished\b|\bpolished\b(?! style)|\bpolish (?:it|this)\b|\b(?:look|feel|looks|feels|sound) (?:more )?professional\b|\bmore professional\b"),
        unless=r"\bfades? between\b|already",
        weak=True, also=True,
        fixed={"in": True, "out": True},
        about="Soft in at the start and out at the end.",
    ),
    Phrase(
        family="fade", action="music_into",
        says=(r"\bcross-?fad\w+ <the>(?:\w+ )?(?:music|songs?|tracks?|soundtrack|[\w-]+\.(?:mp3|wav|m4a|flac|ogg))(?!\w)",),
        refuse="one piece of music cannot be led over into another yet; music can fade in and out",
        nearest="fade the music out at the end",
    ),
    Phrase(
        family="fade", action="audio",
        says=(r"\b(?:smooth(?:en)?|soften|blend|cross-?fade) (?:out |over )?<the>(?:audio|sound|cut|jump|join|edit)s?\b|\baudio (?:cross-?fades?|transitions?)\b|音频(?:过渡|淡)",),
        examples=("smooth the audio transition",),
        about="Short audio fades at the cuts, so that a join is not heard.",
    ),
    Phrase(
        family="fade", action="fade",
        says=(
            r"\bfad(?:e|es|ed|ing)(?:[- ]?(?:in|out|up|down|away|to|from|it|the|them|in/out)|s)\b|\bfade\b(?=$| (?:effect|at|for|over))|\bfade \w+ (?:in|out)\b",
            r"\b(?:starts?|begins?|ends?|finish(?:es)?|comes? in|goes out) (?:softly|gently|quietly)\b|\b(?:die|dies|dying|trail|trails|taper|tapers|tail|tails|melt|melts|ease|eases) (?:away|off|out)\b|\b(?:fade|end|start|open|close|go|begin|finish|cut|ease|come|dissolve)\w*\b[^,;.]{0,25}\b(?:from|to|in(?:to)?|through) (?:black|white)\b(?! (?:and|&|background|text|to|plate|bar|box|letters|or))|\bdips? to (?:black|white)\b",
            r"淡入|淡出|渐入|渐出|渐隐|渐显",
        ),
        unless=r"\bcross-?fade|\bunder (?:my|the|his|her) (?:voice|speech|narration|dialogue)|\bfade transitions?\b(?!.*fade-)|\btext\b.*fade|\bfade between|\bconvert\b.*\bto (?:black|white)|\bbackground\b|\bturn\b.*\bto (?:black|white)|\b(?:wireframe|day|night) to\b|\btitle (?:fades?|that fades)|\bfade into each other|\bfaded\b(?! (?:in|out))",
        reads=("fade", "clip"),
        examples=("fade in at the start", "fade the music out at the end", "结尾淡出"),
        about="Picture and sound, in and out; or only the music.",
    ),
    Phrase(
        family="color", action="lut",
        says=(r"\bluts?\b|\.cube\b",),
        reads=("name",),
        examples=("apply the LUT film.cube",),
        about="A look from an uploaded .cube file.",
    ),
    Phrase(
        family="color", action="selective",
        says=(r"\bselective colou?r\b|\bisolate the (?:\w+ )?colou?r\b|\bcolou?r (?:splash|isolation|pop)\b|\beverything (?:else )?(?:but|except) (?:the )?(?:red|blue|green|yellow|orange|pink|purple)\b",),
        reads=("color_of",),
        examples=("selective color: keep only red",),
    ),
    Phrase(
        family="color", action="adjust",
        says=(
            r"\b(?:brightness|contrast|saturation|saturate|desaturat\w+|exposure|vibran(?:t|ce|cy)|gamma|highlights near|shadows|white balance|colou?r temperature|hue)\b(?! (?:text|font|plate))",
            r"\b(?:brighten|darken|lighten)(?:ed|ing|s)?\b|\b(?:too|a bit|bit|slightly|really|very|so|looks?|is|was|came out) (?:dim|gloomy|washed[- ]out|pale|flat|yellow(?:ish)?|blu(?:e|ish)|green(?:ish)?|orange|murky|dull|faded|underexposed|overexposed|dark|bright|cold|grey|gray)\b|\b(?:yellowish|greenish|bluish|washed[- ]out)\b|\bcolou?r cast\b|\b<num> ?% (?:brighter|darker|warmer|cooler|more \w+)\b|\bfix <the>(?:colou?rs?|exposure|lighting|white balance)\b|\bcorrect <the>(?:colou?rs?|exposure|lighting)\b|\bpop of colou?r\b|\b(?:boost|richer|stronger|deeper|punchier|brighter|more natural|truer) colou?rs?\b|\b(?:brighter|darker|lighter|more (?:vivid|vibrant|colou?rful|contrast|saturated))\b|\b(?:too|over|under)[- ]?(?:dark|bright|exposed|saturated)\b",
            r"亮度|对比度|饱和度|曝光|白平衡|色温|(?:调|变|更|太)(?:亮|暗)|提亮",
        ),
        unless=r"\bhigh[- ]contrast (?:text|title|font)|brightness of the (?:text|title)|\btext\b|\btitle\b|drop shadow|dark shadow|shadow of|shadows and highlights of|\b(?:correct|realistic|real|natural) shadows|gentle shadow|variation",
        reads=("adjust", "clip"),
        examples=("increase the brightness by 10%", "make it brighter", "提高亮度"),
        about="Brightness, contrast, saturation, white balance.",
    ),
    Phrase(
        family="color", action="look",
        says=(
            r"\bcolou?r[- ]?(?:grad\w*|correct\w*|match\w*|treatment|tone\w*|filter|balance)\b|\bgrad(?:e|ing)\b(?! (?:point|school))|\bfilm grain\b|\bgrainy\b|\bvignette\b|\bsepia\b|\bblack[- ]?(?:and|&)[- ]?white\b|\bb ?& ?w\b|\bmonochrome\b|\bgr[ae]yscale\b|\bnoir\b|(?<!: )\bfilters?\b(?! (?:your|the|by|out|tasks|bar|menu))|\bteal (?:and|&|\+|n) orange\b|\bgrain\b(?!(?:s| of))|\bhalation\b|\b(?:print|film) emulation\b|\bkodak\b|\bfuji(?:film)?\b|\btint(?:ed)?\b|\b(?:old|vintage|antique|silent) (?:film|reel|movie|photo) (?:look|style|effect)\b|\blike (?:an? )?old (?:film|reel|movie|photo)|\bhdr look\b|\bday for night\b|\b(?:warm|cold|cool|moody|airy|bright|summer\w*|autumn\w*|winter\w*|nordic|scandi\w*|retro|vintage|pastel|cinematic|dark|dreamy|nostalgic|faded|golden|earthy|sunset|sunny)(?:,? (?:and )?\w+){0,2} (?:look|grade|tones?|colou?rs?|feel(?:ing)?|vibe|palette|tint|filter)\b",
            r"\b(?:cinematic|vintage|retro|warm|warmer|cool|cooler|moody|dreamy|vivid|vibrant|film|filmic|muted|pastel|teal and orange|golden[- ]hour|dramatic|high[- ]contrast|old[- ]film|8mm|16mm|1970s|70s|80s|90s|vhs|matte|punchy)\b[ -]?(?:[\w-]+ ){0,2}?(?:look|feel|style|tones?|vibe|grade|grading|atmosphere|aesthetic|effect|mood|filter|colou?rs?|footage|film look)\b",
            r"\b(?:look|looks|looking|feel|make it|make this|make the (?:video|film|clip|footage|photos?|colou?rs?)|colou?rs?) (?:more |a bit |a little |like |really |very |all )*(?:cinematic|vintage|retro|warm|warmer|cool(?:er)?|moody|vivid|vibrant|dreamy|old|film|a movie|dramatic|black and white|old-fashioned|pop)\b",
            r"\bmake <the>(?:\w+ ){1,3}(?:more |a bit |a little )?(?:warmer|cooler|warm|cinematic|vintage|retro|moody|moodier|vivid|vibrant|dreamy|dramatic)$",
            r"\b(?:in|into|to) (?:black and white|colou?r|sepia)\b|\badd (?:some |cool |visual |nice )?effects? to\b|\bmoody atmosphere\b|\bmoody\b|\bwarm (?:lighting|light|colou?rs?|tones?)\b",
            r"调色|色调|滤镜|黑白|复古|电影感|胶片|暖色|冷色|怀旧|颗粒|加特效|校色|文艺",
        ),
        unless=r"\b(?:music|soundtrack|track|song|beat|bgm|score|logo animation)\b(?<!color)|audio filter|black and white (?:text|title)|filter words|cinematic (?:fade|bokeh|voice|transition)|\bcinematic video with a (?:slow )?(?:ken|pan|zoom)|\bfilter (?:out|the audio)|音乐",
        reads=("look", "clip", "amount"),
        examples=("make it look cinematic", "black and white", "add film grain and a vintage color grade", "调色"),
        about="A colour grade by name.",
    ),
    Phrase(
        family="color", action="look",
        says=(r"\b(?:cinematic|vintage|moody|retro|noir|dreamy|nostalgic) (?:short )?(?:video|film|short|movie|edit|trailer|montage|reel|vlog)\b",),
        unless=r"\bmusic\b", reads=("look",), weak=True,
    ),
    Phrase(
        family="color", action="sharpen",
        says=(r"\bsharpen\w*\b|\bsharper\b|锐化|更清晰",),
        unless=r"\btext\b|\baudio\b|\badd (?:some |film )?grain",
        fixed={"effect": "sharpen"}, reads=("strength", "clip"), also=True,
        examples=("sharpen it a little",),
    ),
    Phrase(
        family="color", action="denoise",
        says=(r"\b(?:video|picture|image|sensor) (?:noise|grain)\b|\b(?:remove|reduce) (?:the )?grain\b|\bgrainy (?:video|footage)\b.*\b(?:fix|clean|reduce)|画面噪点|去噪点",),
        unless=r"\btext\b|\baudio\b|\badd (?:some |film )?grain",
        fixed={"effect": "denoise"}, reads=("strength", "clip"), also=True,
        examples=("reduce the video noise",),
    ),
    Phrase(
        family="background", action="replace",
        says=(
            r"\b(?:remov(?:e|ing)|replac(?:e|ing)|chang(?:e|ing)|swap|cut out|erase|delete) <the>(?:\w+ )?background\b(?! (?:music|noise|sound|hum|audio|track|hiss|chatter|song|voice))|\bnew background\b|\bvirtual background\b|抠图|抠像(?!.*绿)|(?:替换|更换|去除|移除|换)(?:掉)?背景(?!音)",
        ),
        unless=r"green|chroma|blue ?screen|绿幕",
        not_with=r"green[- ]?screen|chroma|绿幕",
        refuse="cutting a person out needs a segmentation model; a green screen can be keyed",
        nearest="remove the green screen background",
    ),
    Phrase(
        family="background", action="key",
        says=(r"\bgreen[- ]?screen\b|\bchroma[- ]?key\w*\b|\bblue[- ]?screen\b|绿幕|蓝幕|色键",),
        reads=("key",),
        examples=("key out the green screen",),
        about="Makes one colour see-through over another picture or a colour.",
    ),
    Phrase(
        family="background", action="fill",
        says=(
            r"\b(?:on|onto|over|against|in front of) (?:an? )?(?:[\w-]+ ){0,3}backdrop\b|\bblur(?:red|ry|ring)? <the>(?:\w+ )?(?:background|bars?|sides?|edges|fill|borders?|copy|version of)\b|\b(?:blur(?:red)?|colou?r(?:ed)?|white|black) (?:bars|sides|edges|padding|borders?|fill) (?:instead|behind|around|above|left|on)\b|\bpad(?:ded|ding)? (?:it |the \w+ )?(?:with|in)\b|^background (?:colou?r )?(?:is |in |= ?|: ?)?(?:\w+ )?(?:navy|white|black|red|green|blue|grey|gray|#[0-9a-f]{3,6})|\b(?:background|bars?|sides?|edges|surround) blurred\b|\bbackground blur\b|\bblurred[- ]background\b",
            r"\b(?:dark |light |soft |colou?rful )?gradient background\b|\b(?:fill|black bars?|empty space|bars) .*\b(?:blur|colou?r)\b|\b(?:with|use|add|on|over|change to) (?:a |an )?(?:\w+ ){0,2}background(?: colou?r)?\b(?! (?:music|noise|sound|track|song|audio|gameplay|beat|score|ambience|hum|video|voice))|\bbackground colou?r\b",
            r"背景(?:模糊|虚化)|模糊背景|虚化背景|背景(?:颜色|色)",
        ),
        unless=r"\b(?:text|caption|captions|subtitle|subtitles|title|font|lower third|white bold|bold white|plain background|words)\b|\bmusic\b|音乐",
        not_with=r"\b(?:captions?|subtitles?)\b.*background|explainer|\bplain background\b",
        reads=("background",),
        examples=("blur the background fill", "use a dark gradient background"),
        about="What is seen where the picture does not reach: its own blur, or a colour.",
    ),
)  # fmt: skip
