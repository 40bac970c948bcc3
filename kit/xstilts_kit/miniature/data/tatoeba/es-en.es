Omar da la silla bonita a Elena el jueves.
Radio Roma paga a María 15 euros.
María trabaja como profesora y Banco Moscú vende el autobús en Madrid.
Banco Berlín paga a Tomás 36 euros.
La naranja blanca cuesta 49 euros.
Universidad Moscú vende el autobús rojo.
Omar obtiene la bicicleta grande de David Novak el lunes.
La cama cuesta 88 euros y Víctor da la mesa negra a Ana Weber.
Universidad Viena vende el plátano bonito en Londres y Víctor Tanaka vive en Berlín.
La silla cuesta 32 euros en Moscú.
Omar da la silla nueva a Elena el lunes.
Radio Roma paga a María 48 euros.
El autobús está en Viena y Víctor Novak trabaja para Radio Lima el martes.
Universidad Moscú vende la bicicleta roja.
Banco Lima vende el libro pesado.
Tomás obtiene el libro grande de Omar Weber el martes.
Nina Silva da la cama a Omar Tanaka y Ana visita a Laura Tanaka.
Universidad Londres vende el plátano pequeño.
La bicicleta cuesta 21 euros en Lima.
Banco Moscú vende la mesa.
Víctor visita a Adán Silva en Tokio.
La cama pequeña cuesta 57 euros.
Víctor trabaja para Universidad Moscú el miércoles.
Radio Roma vende la cama negra en Lima.
Elena Kim da la mesa grande a Víctor el jueves.
Tomás obtiene el coche de Ana y Sara da el coche grande a Nina el lunes.
El autobús pesado cuesta 64 euros.
Radio Madrid paga a Adán Novak 51 euros.
María obtiene el libro grande de Omar Weber el martes.
Universidad Tokio vende el sombrero y la revista nueva está en Roma.
María no encuentra la silla en Atenas el lunes.
María obtiene la naranja pequeña de Ana Kim el jueves y Museo Moscú vende el periódico grande en Roma.
Museo Roma vende la camisa y Ana Kim da la bicicleta a Nina el viernes.
La mesa negra está en Moscú y Banco Tokio paga a Víctor 34 euros.
Banco Tokio vende el sombrero grande.
Universidad Lima paga a Víctor Silva 34 euros.
Banco Berlín vende la manzana negra en Berlín.
Radio Lima vende la cama pequeña en Moscú y Banco Moscú vende la mesa pequeña.
Museo Tokio vende el sombrero bonito en Atenas.
Adán Haddad encuentra el periódico.
Nina Tanaka visita a María Weber y Nina Kim obtiene el plátano de Elena.
Banco Berlín vende la mesa pesada y Museo Berlín paga a Omar Haddad 82 euros.
Adán trabaja como pintor y Tomás obtiene el periódico negro de Elena.
Víctor trabaja para Universidad Moscú el jueves.
La cama cuesta 88 euros y Víctor da la mesa negra a María.
Adán trabaja para Universidad Roma el viernes.
Elena trabaja para Museo Roma y el lunes Elena Novak visita a Adán Silva en Berlín.
Banco Tokio paga a David Kim 75 euros.
David Novak da la naranja roja a María el miércoles.
Radio Tokio paga a Elena 58 euros.
La silla blanca cuesta 22 euros y María Silva visita a Nina en Roma.
Víctor trabaja como profesor y Banco Moscú vende el autobús en Madrid.
Adán trabaja como panadero y Tomás obtiene el periódico negro de Elena.
Banco Londres paga a Nina 64 euros y Laura pierde la cama en Atenas.
El martes Tomás visita a María en Madrid y Tomás Weber trabaja para Museo Londres.
Víctor ve el periódico.
La manzana pesada cuesta 24 euros.
David Novak da la naranja roja a María el viernes.
El autobús pesado cuesta 24 euros.
María no encuentra la silla en Atenas el miércoles.
Ana trabaja para Museo Viena el lunes.
Laura trabaja como cantante y el periódico cuesta 88 euros en Madrid.
Radio París paga a Omar Kim 68 euros.
La silla bonita cuesta 58 euros en Madrid.
La bicicleta cuesta 24 euros en Lima.
El sombrero cuesta 68 euros en Moscú.
La bicicleta cuesta 68 euros en Moscú.
María trabaja como cantante y Banco Moscú vende el autobús en Madrid.
Víctor Moreau visita a Elena Haddad.
Ana vive en Moscú y Banco Moscú vende la bicicleta.
Pedro vende el coche en Tokio el miércoles.
El viernes David recibe la cama grande en Moscú.
El autobús está en Moscú y Adán trabaja para Radio Lima el martes.
El plátano cuesta 20 euros en Londres y Nina Moreau visita a Omar en París.
Radio Londres vende el plátano pequeño.
Ana Novak trabaja como cantante y la naranja blanca cuesta 11 euros.
Laura trabaja como cantante y el periódico cuesta 88 euros en París.
El lunes Tomás Weber visita a Sara en París.
Universidad Londres vende el abrigo pequeño en Londres.
El coche cuesta 88 euros y Víctor da la mesa negra a María.
Nina Kim da la mesa pequeña a Víctor el lunes.
Banco Tokio paga a Tomás 75 euros.
Sara Kim visita a Nina Silva en Madrid.
Adán encuentra el plátano pequeño en Berlín y María obtiene la camisa pesada de David Moreau.
Elena visita a Nina Silva en Madrid.
Elena Kim da la mesa grande a Víctor el miércoles.
María no envía la silla en Atenas el lunes.
Pedro vende la naranja en Tokio el miércoles.
El sombrero negro está en Atenas y Banco Tokio paga a Víctor 34 euros.
El periódico cuesta 20 euros en Londres y Nina Moreau visita a Omar en París.
Banco Berlín paga a Víctor 15 euros.
La naranja blanca cuesta 48 euros.
Adán ve el libro.
Omar obtiene la cama grande de Nina el lunes.
Museo París paga a Omar Kim 68 euros.
El martes Tomás visita a María en Madrid y Tomás trabaja para Museo Londres.
David trabaja para Banco París.
Nina vive en Lima y Pedro no envía la cama.
Nina Kim da la mesa negra a Víctor el lunes.
Adán vive en Moscú y Banco Moscú vende la bicicleta.
Omar Weber trabaja como cantante y el periódico cuesta 88 euros en París.
Pedro Kim obtiene la camisa de Nina y Omar Weber da la silla a Nina el jueves.
Víctor visita a Adán Silva en Moscú.
Adán encuentra el plátano pequeño en Atenas y María obtiene la camisa nueva de David Moreau.
Tomás obtiene el libro grande de Víctor el martes.
Omar Novak trabaja para Universidad Lima el martes.
Banco Berlín paga a Víctor 36 euros.
Radio Moscú paga a Omar Moreau 65 euros.
Nina da la revista nueva a Pedro y Víctor Rossi vive en Moscú.
David Tanaka vive en Lima y Banco Viena paga a Laura Tanaka 63 euros.
Universidad Tokio vende la bicicleta y la revista nueva está en Roma.
Banco Berlín vende la manzana nueva en París.
Tomás Silva visita a María Silva el lunes y Banco Londres vende el sombrero.
La silla negra cuesta 37 euros.
Radio Lima vende la cama pequeña en Moscú y Museo Moscú vende la mesa pequeña.
La silla cuesta 32 euros en Viena.
Omar pierde el plátano en Londres.
Sara Silva envía la cama pequeña en Madrid.
El autobús negro cuesta 64 euros.
David Tanaka vive en Lima y Banco Viena paga a Nina 63 euros.
David vive en Atenas y la camisa negra está en Madrid.
Sara trabaja para Banco París.
La silla roja cuesta 37 euros.
El periódico grande cuesta 68 euros en Viena.
El miércoles María visita a Víctor en Madrid.
Víctor trabaja como panadero y Radio Londres paga a Adán Tanaka 54 euros.
Omar da la revista nueva a Tomás Tanaka y Víctor Rossi vive en Moscú.
Museo Roma paga a María 48 euros.
Banco Viena vende el libro pesado.
Laura visita a Adán Silva en Tokio.
Banco Berlín vende la mesa pesada y Museo Berlín paga a Sara 82 euros.
La silla pesada cuesta 84 euros y María Silva visita a Nina en Roma.
Nina visita a Tomás el martes y Museo Atenas paga a Tomás Weber 83 euros.
Tomás obtiene el coche de Ana y Sara da el coche bonito a Nina el lunes.
Nina Tanaka visita a María Weber y Nina Kim obtiene la bicicleta de Elena.
Sara Kim trabaja para Museo Berlín.
Elena Kim visita a Sara Moreau en Atenas el jueves y Sara Tanaka vive en París.
Radio Viena vende la silla y Universidad Moscú paga a Sara 60 euros.
Banco Atenas vende la bicicleta grande.
Víctor trabaja como conductor y Radio Londres paga a Tomás Moreau 54 euros.
Adán trabaja para Museo Roma el martes.
María Moreau trabaja como conductora en Atenas y Omar Tanaka trabaja para Banco Tokio.
Víctor vive en Londres y Laura Tanaka da la cama a Pedro el jueves.
Víctor trabaja para Banco París.
Elena visita a Nina Silva en Berlín.
Museo Roma vende la camisa y Adán da la bicicleta a Nina el viernes.
Radio Roma paga a Laura 97 euros.
Universidad Londres vende el abrigo blanco en Londres.
Omar pierde el plátano en Viena.
Banco Berlín vende la mesa pesada y Museo Berlín paga a María 82 euros.
Museo Tokio paga a Elena 58 euros.
Radio París paga a Laura 37 euros.
Sara encuentra la silla.
Universidad Londres paga a Nina 64 euros y Laura pierde la cama en Atenas.
El viernes Tomás Moreau recibe la cama grande en Moscú.
Sara Weber obtiene el periódico blanco de Pedro Tanaka el lunes.
La bicicleta cuesta 38 euros en Lima.
Banco Moscú vende el periódico.
Elena obtiene la manzana roja de Pedro Moreau.
Laura trabaja para Museo París el lunes.
Banco París vende el libro pesado.
La silla bonita cuesta 40 euros en Madrid.
Radio Tokio paga a Omar Moreau 65 euros.
Museo Londres paga a Omar 65 euros.
La cama pequeña cuesta 21 euros.
Adán no envía la manzana bonita en Roma.
Víctor Moreau visita a Adán.
Nina visita a Tomás el martes y Museo Atenas paga a Víctor 83 euros.
Adán compra el libro.
La silla roja cuesta 74 euros.
Omar ve el coche bonito el lunes.
Elena Novak ve el coche bonito el lunes.
Radio Tokio paga a Nina Moreau 58 euros.
El lunes Pedro Weber encuentra la revista.
La naranja grande cuesta 68 euros en Viena.
David no recibe el libro el viernes y Omar Weber pierde el autobús en Tokio el jueves.
El autobús está en Moscú y Víctor Novak trabaja para Radio Lima el martes.
Nina Kim trabaja para Museo Berlín.
Víctor compra el periódico.
Banco París vende la mesa.
Banco Moscú vende la bicicleta roja.
David no recibe el libro el viernes y Omar Weber pierde el autobús en Madrid el jueves.
Omar da la silla bonita a Elena el lunes.
Víctor vive en Londres y Laura Tanaka da la cama a Pedro el martes.
Radio Roma paga a Laura 63 euros.
Radio Viena vende el coche.
La bicicleta blanca cuesta 21 euros en Roma.
Nina Silva da la cama a Omar Tanaka y Pedro visita a Laura Tanaka.
Nina Kim da la mesa pequeña a Víctor el jueves.
Adán vende la naranja en Tokio el miércoles.
Adán recibe el libro.
Radio París paga a Pedro 15 euros.
Ana trabaja para Museo París el lunes.
Radio Viena vende la bicicleta.
María Rossi trabaja para Museo Roma y el lunes Elena Novak visita a Adán Silva en Berlín.
Radio París paga a Laura 15 euros.
Omar pierde el plátano en Madrid.
Radio Tokio paga a David Kim 75 euros.
Universidad Roma vende el periódico negro en Lima.
Nina Tanaka visita a Laura y Nina Kim obtiene la bicicleta de Elena.
Ana no pierde el autobús en Roma el miércoles y Nina Haddad trabaja como profesora.
Museo Viena vende el coche.
Radio Roma paga a Laura 17 euros.
Ana obtiene la cama bonita de Laura el jueves.
El viernes María Novak recibe la cama grande en Moscú.
La naranja blanca cuesta 63 euros.
La camisa cuesta 32 euros en Moscú.
Banco Atenas vende el sombrero grande.
Banco Berlín vende la manzana negra en París.
Víctor trabaja para Universidad Madrid el miércoles.
El miércoles María visita a Víctor en Moscú.
Museo Viena vende el sombrero bonito en Atenas.
Víctor vive en Atenas y Laura Tanaka da la cama a Pedro el martes.
Ana no pierde el autobús en Roma el miércoles y Ana trabaja como profesora.
Sara encuentra el periódico.
Elena Kim da la mesa grande a Ana el miércoles.
El jueves Pedro Weber encuentra la revista.
Víctor obtiene la manzana roja de Pedro Moreau.
María Moreau trabaja como conductora en Atenas y Nina Tanaka trabaja para Banco Tokio.
Tomás obtiene la revista de Ana y Sara da el coche bonito a Nina el lunes.
Nina da la revista nueva a Tomás Tanaka y Víctor Rossi vive en Moscú.
La camisa grande cuesta 68 euros en Viena.
Nina trabaja como cantante y la naranja roja cuesta 11 euros.
Omar vive en Lima y Pedro no envía la cama.
Sara Kim trabaja para Museo Atenas.
El autobús negro cuesta 24 euros.
Universidad Tokio vende la revista y la revista nueva está en Roma.
Museo Londres paga a Omar 80 euros.
Omar vive en Lima y Pedro no envía el autobús.
María obtiene la naranja pequeña de Ana Kim el jueves y Museo Moscú vende el periódico grande en Londres.
Ana Novak trabaja como cantante y la naranja roja cuesta 11 euros.
La silla pesada cuesta 22 euros y María Silva visita a Nina en Roma.
Víctor obtiene la manzana roja de Omar.
Pedro Kim obtiene la camisa de Nina y Omar Weber da la silla a Ana el jueves.
Sara Silva envía la manzana pequeña en Moscú.
Omar Novak trabaja para Banco Lima el lunes.
El lunes Laura visita a Sara en Tokio.
Elena Kim visita a Sara Moreau en Atenas el jueves y Omar vive en Madrid.
Universidad París paga a Víctor Silva 34 euros.
María obtiene la naranja pequeña de Ana Kim el viernes y Museo Moscú vende el periódico grande en Londres.
Pedro Kim obtiene la camisa de Nina y Omar Weber da la cama a Nina el jueves.
Radio Viena vende el sombrero y Universidad Madrid paga a Sara 60 euros.
María Moreau trabaja como conductora en Viena y Nina Tanaka trabaja para Banco Tokio.
Tomás no envía la manzana bonita en Roma.
El sombrero negro está en Moscú y Banco Tokio paga a Víctor 34 euros.
Nina Silva da la cama a Omar Tanaka y Nina visita a Laura Tanaka.
El sombrero cuesta 68 euros en Roma.
Ana no pierde el autobús en Roma el lunes y Ana trabaja como profesora.
Universidad Viena vende el plátano bonito en Londres y Omar Tanaka vive en Lima.
Banco Londres paga a Nina 64 euros y Laura pierde el sombrero en Atenas.
El lunes Tomás Weber visita a Sara en Tokio.
Sara Silva vive en Atenas y la camisa negra está en Madrid.
Museo Londres paga a Nina Tanaka 80 euros.
Universidad Roma vende la cama negra en Lima.
Universidad Londres vende el autobús blanco en Londres.
El martes Tomás visita a María en Madrid y Sara Weber trabaja para Museo Londres.
David Novak da la naranja roja a María el jueves.
Nina visita a Tomás el martes y Banco Atenas paga a Víctor 83 euros.
El sombrero pequeño cuesta 21 euros.
Tomás Silva visita a Nina Haddad el lunes y Banco Londres vende el sombrero.
Universidad Lima paga a Víctor Silva 83 euros.
Ana obtiene la cama bonita de Laura el lunes.
Sara Weber obtiene el coche blanco de Pedro Tanaka el viernes.
Omar obtiene la cama grande de David Novak el lunes.
David Tanaka vive en Moscú y Banco Viena paga a Laura Tanaka 63 euros.
Elena trabaja para Universidad Roma y el lunes Elena Novak visita a Adán Silva en Berlín.
Adán encuentra el plátano pequeño en Atenas y María obtiene la camisa pesada de David Moreau.
Museo París paga a Omar Kim 25 euros.
Omar Novak trabaja para Banco Lima el martes.
Elena Novak esconde el coche bonito el lunes.
Víctor trabaja como conductor y Radio Londres paga a Adán Tanaka 54 euros.
La manzana negra cuesta 24 euros.
La silla bonita cuesta 40 euros en Moscú.
Universidad Londres vende el plátano blanco.
Pedro obtiene la cama bonita de Laura el jueves.
Universidad Viena vende el plátano bonito en Londres y Omar Tanaka vive en Berlín.
Nina Weber ve el periódico.
Universidad Madrid paga a Adán Novak 51 euros.
Adán no encuentra la manzana bonita en Roma.
Banco Moscú paga a Omar Moreau 65 euros.
Elena Kim visita a Sara Moreau en Atenas el jueves y Omar vive en París.
Elena trabaja como panadera y Tomás obtiene el periódico negro de Elena.
Sara no recibe el libro el viernes y Omar Weber pierde el autobús en Madrid el jueves.
Radio Lima vende la cama pequeña en Moscú y Banco Atenas vende la mesa pequeña.
El miércoles María visita a Víctor en Londres.
David vive en Atenas y la camisa negra está en Roma.
El periódico cuesta 20 euros en Atenas y Nina Moreau visita a Omar en París.
Adán trabaja para Universidad Roma el martes.
Museo Roma vende la naranja y Ana Kim da la bicicleta a Nina el viernes.
Museo Madrid paga a Adán Novak 51 euros.
Víctor Moreau visita a Pedro Kim.
Adán vive en Moscú y Banco Viena vende la bicicleta.
Museo Viena vende el sombrero bonito en Roma.
La bicicleta blanca cuesta 81 euros en Roma.
Sara Weber obtiene el periódico blanco de Pedro Tanaka el viernes.
La bicicleta nueva cuesta 21 euros en Roma.
Radio Viena vende la silla y Universidad Madrid paga a Sara 60 euros.
El miércoles Pedro Weber encuentra la revista.
Tomás Silva visita a Omar Novak el lunes y Banco Londres vende el sombrero.
Sara Silva envía la manzana pequeña en Madrid.
